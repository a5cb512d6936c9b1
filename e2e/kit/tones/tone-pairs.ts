/** The pair of tones of each key of a telephone, in Hz: ITU-T Recommendation Q.23. A row has the lower one, a column the higher one. */
export const ROWS_HZ = [697, 770, 852, 941] as const;
export const COLUMNS_HZ = [1209, 1336, 1477, 1633] as const;
/** The star stands for X, which ends some resident numbers and is on no telephone. */
const KEYS = ['123A', '456B', '789C', 'X0#D'] as const;

/** What sounds at once, for so long; silence where nothing does. */
export interface Tones {
  readonly hz: readonly number[];
  readonly ms: number;
}

/** About as fast as somebody reads signs one by one. */
const SIGN_MS = 190;
const PAUSE_MS = 130;

export function signOf(row: number, column: number): string | undefined {
  return KEYS[row]?.[column];
}

/** Signs, one after the other, with a pause behind each. */
export function tonesOf(signs: string): Tones[] {
  return [...signs].flatMap((sign) => {
    const row = KEYS.findIndex((keys) => keys.includes(sign));
    const [low, high] = [ROWS_HZ[row], COLUMNS_HZ[KEYS[row]?.indexOf(sign) ?? -1]];
    if (low === undefined || high === undefined) throw new RangeError(`There are no tones for ${sign}`);
    return [
      { hz: [low, high], ms: SIGN_MS },
      { hz: [], ms: PAUSE_MS },
    ];
  });
}

export const lengthOf = (tones: readonly Tones[]): number => tones.reduce((sum, { ms }) => sum + ms, 0);

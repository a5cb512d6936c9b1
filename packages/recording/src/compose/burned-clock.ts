import type { Letterer, LabelStyle } from './letterer.ts';
import type { Picture } from './picture.ts';

/** Every digit is as wide as every other: what changes stands where it stood. */
const CELL_PX = 14;
const CHARACTERS = '0123456789-:. ';
/** `2026-11-22 15:09:26.48` */
const LENGTH = 22;

/** The wall clock of the recorder, to a hundredth of a second, as every picture of a composite carries it. */
export class BurnedClock {
  readonly width = CELL_PX * LENGTH;
  readonly #glyphs: ReadonlyMap<string, Picture>;
  readonly #beganAtMs: number;
  readonly #offsetMs: number;

  private constructor(glyphs: ReadonlyMap<string, Picture>, beganAtMs: number, offsetMs: number) {
    this.#glyphs = glyphs;
    this.#beganAtMs = beganAtMs;
    this.#offsetMs = offsetMs;
  }

  /** `beganAtMs`: wall clock (Unix ms) at 0. */
  static async make(
    letterer: Letterer,
    style: Omit<LabelStyle, 'align' | 'width'>,
    beganAtMs: number,
    timeZone: string,
  ): Promise<BurnedClock> {
    const glyphs = await letterer.glyphs(CHARACTERS, { ...style, width: CELL_PX });
    return new BurnedClock(glyphs, beganAtMs, offsetOf(timeZone, beganAtMs));
  }

  /** `UTC+8`, for a label beside it. */
  get zone(): string {
    const minutes = Math.abs(this.#offsetMs) / 60_000;
    const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
    return `UTC${this.#offsetMs < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest}`;
  }

  /** Writes what the clock showed `ms` after the recording's beginning. */
  write(canvas: Picture, x: number, y: number, ms: number): void {
    const text = new Date(this.#beganAtMs + this.#offsetMs + ms).toISOString().replace('T', ' ').slice(0, LENGTH);
    for (const [at, character] of [...text].entries()) {
      const glyph = this.#glyphs.get(character);
      if (glyph !== undefined) canvas.lay(glyph, x + at * CELL_PX, y);
    }
  }
}

/** How far a time zone is ahead of UTC at a moment, in ms. It stays so for the whole composite: a clock that jumps would look like a cut. */
function offsetOf(timeZone: string, atMs: number): number {
  const named = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(atMs);
  const found = /GMT([+-])(\d{2}):(\d{2})/.exec(named.find(({ type }) => type === 'timeZoneName')?.value ?? '');
  if (found === null) return 0;
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) * 60_000;
}

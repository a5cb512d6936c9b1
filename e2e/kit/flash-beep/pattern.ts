/**
 * A test picture and sound that tell their own time: once per second the picture flashes white and a beep
 * sounds at the same moment. A strip of blocks in the picture says which second it is and whose picture it is.
 * Whoever finds flashes and beeps in a recording knows how far picture and sound, and two parties, are apart.
 */
export interface FlashBeepPattern {
  /** 0 to 15: told in the picture, and by the pitch of the beep. */
  readonly party: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSecond: number;
}

/** How long a flash and a beep last. Long enough for any frame rate, short enough to leave the rest dark and silent. */
export const flashMs = 100;
export const beepMs = 100;
export const sampleRateHz = 48_000;

/** Where the beep's pitch and the analyser's filter agree; a hearable distance apart so that echo of the other party shows. */
export function beepFrequencyHz(party: number): number {
  return 1_000 + 350 * party;
}

/** The strip: a white and a black reference block, 4 bits of party, 12 bits of second, 2 bits of check. */
const partyBits = 4;
const secondBits = 12;
const checkBits = 2;
export const blockCount = 2 + partyBits + secondBits + checkBits;
export const stripHeightRatio = 0.16;

export const secondsInCycle = 1 << secondBits;

/** Left to right, true is white. */
export function encodeBlocks(party: number, second: number): boolean[] {
  const value = (party << secondBits) | (second % secondsInCycle);
  const bits = Array.from({ length: partyBits + secondBits }, (_, index) => ((value >> index) & 1) === 1);
  const check = checkOf(value);
  return [true, false, ...bits, (check & 1) === 1, (check & 2) === 2];
}

/** @returns undefined when the blocks are not a strip, or were damaged. */
export function decodeBlocks(luma: readonly number[]): { party: number; second: number } | undefined {
  const [white = 0, black = 0, ...rest] = luma;
  if (luma.length !== blockCount || white - black < 60) return undefined;
  const middle = (white + black) / 2;
  const bits = rest.map((each) => (each > middle ? 1 : 0));
  const value = bits.slice(0, partyBits + secondBits).reduce<number>((sum, bit, index) => sum | (bit << index), 0);
  const check = (bits.at(-2) ?? 0) | ((bits.at(-1) ?? 0) << 1);
  if (check !== checkOf(value)) return undefined;
  return { party: value >> secondBits, second: value & (secondsInCycle - 1) };
}

/** The number of ones, modulo 4, inverted: a strip that is all white or all black never fits. */
function checkOf(value: number): number {
  let ones = 0;
  for (let rest = value; rest > 0; rest >>= 1) ones += rest & 1;
  return 3 - (ones % 4);
}

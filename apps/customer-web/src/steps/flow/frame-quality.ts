/** One byte a pixel, rows from the top. */
export interface GrayFrame {
  readonly width: number;
  readonly height: number;
  readonly gray: Uint8Array;
}

/** What the person can do better; null: nothing. */
export type FrameHint = 'too_dark' | 'glare' | 'blurred' | 'hold_still' | null;

/** By looking at pictures of 160 pixels across; only hints: what counts is decided from what is recorded. */
const DARK_MEAN = 52;
const BURNT = 250;
const BURNT_SHARE = 0.08;
const MOVED_MEAN = 9;
/** The strongest edges of a picture that is sharp differ by at least that from one pixel to the next. */
const SHARP_EDGE = 26;
const STRONGEST_SHARE = 0.01;

/** What is wrong with a picture of a camera, the worst first. `before` is the one of some tenths of a second ago. */
export function hintOf({ gray, width, height }: GrayFrame, before: GrayFrame | null): FrameHint {
  let sum = 0;
  let burnt = 0;
  let moved = 0;
  const steps = new Uint32Array(256);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const value = gray[at] ?? 0;
      sum += value;
      if (value >= BURNT) burnt += 1;
      moved += Math.abs(value - (before?.gray[at] ?? value));
      if (x > 0) steps[Math.abs(value - (gray[at - 1] ?? 0))] = (steps[Math.abs(value - (gray[at - 1] ?? 0))] ?? 0) + 1;
    }
  const pixels = Math.max(1, width * height);
  if (sum / pixels < DARK_MEAN) return 'too_dark';
  if (burnt / pixels > BURNT_SHARE) return 'glare';
  if (moved / pixels > MOVED_MEAN) return 'hold_still';
  return strongest(steps, pixels * STRONGEST_SHARE) < SHARP_EDGE ? 'blurred' : null;
}

/** The step that so many of the strongest ones reach. */
function strongest(steps: Uint32Array, wanted: number): number {
  let count = 0;
  for (let step = 255; step > 0; step--) {
    count += steps[step] ?? 0;
    if (count >= wanted) return step;
  }
  return 0;
}

const SIZES = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
const OFFSETS = [-0.06, -0.03, 0, 0.03, 0.06];
const EDGE = 12;
/** A thumb may hide a part of a side. */
const EDGE_SHARE = 0.72;
const SAMPLES = 40;

/** Whether something with four straight sides of that shape (width over height) lies about the middle: a document in the frame. */
export function hasDocument(frame: GrayFrame, aspect: number): boolean {
  const { width, height } = frame;
  return SIZES.some((size) => {
    const [wide, high] = [size * Math.min(width, height * aspect), (size * Math.min(width, height * aspect)) / aspect];
    return OFFSETS.some((aside) =>
      OFFSETS.some((down) => hasSides(frame, width * (0.5 + aside), height * (0.5 + down), wide / 2, high / 2)),
    );
  });
}

function hasSides(frame: GrayFrame, x: number, y: number, halfWide: number, halfHigh: number): boolean {
  return (
    isSide((share) => acrossRows(frame, x + (share - 0.5) * 1.8 * halfWide, y - halfHigh)) &&
    isSide((share) => acrossRows(frame, x + (share - 0.5) * 1.8 * halfWide, y + halfHigh)) &&
    isSide((share) => acrossColumns(frame, x - halfWide, y + (share - 0.5) * 1.8 * halfHigh)) &&
    isSide((share) => acrossColumns(frame, x + halfWide, y + (share - 0.5) * 1.8 * halfHigh))
  );
}

function isSide(edgeAt: (share: number) => number): boolean {
  let found = 0;
  for (let sample = 0; sample < SAMPLES; sample++) if (edgeAt((sample + 0.5) / SAMPLES) >= EDGE) found += 1;
  return found >= SAMPLES * EDGE_SHARE;
}

const REACH = 2;

function acrossRows(frame: GrayFrame, x: number, y: number): number {
  return Math.abs(at(frame, x, y - REACH) - at(frame, x, y + REACH));
}

function acrossColumns(frame: GrayFrame, x: number, y: number): number {
  return Math.abs(at(frame, x - REACH, y) - at(frame, x + REACH, y));
}

/** Outside there is nothing, and no edge towards it. */
function at({ gray, width, height }: GrayFrame, x: number, y: number): number {
  const column = Math.min(width - 1, Math.max(0, Math.round(x)));
  const row = Math.min(height - 1, Math.max(0, Math.round(y)));
  return gray[row * width + column] ?? 0;
}

/** One moment of a pen as the pad measured it: CSS pixels from the pad's corner, Unix ms, pressure 0 … 1 (0 where the device knows none). */
interface PadPoint {
  readonly x: number;
  readonly y: number;
  readonly time: number;
  readonly pressure: number;
}
export interface StrokePoint {
  readonly x: number;
  readonly y: number;
  readonly t: number;
  readonly pressure?: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}

const MOST_POINTS = 1_000;
const MOST_STROKES = 100;
const share = (value: number): number => Math.round(Math.min(Math.max(value, 0), 1) * 10_000) / 10_000;

/**
 * Strokes as shares of the field they belong to, in milliseconds since the first touch. The pad and the field seldom have the same shape: what was
 * written keeps its own, as large as the field has room for, in its middle.
 */
export function strokesInField(strokes: readonly (readonly PadPoint[])[], pad: Size, fieldAspect: number): StrokePoint[][] {
  const startedAt = strokes[0]?.[0]?.time ?? 0;
  const padAspect = pad.width / pad.height;
  const width = Math.min(1, padAspect / fieldAspect);
  const height = Math.min(1, fieldAspect / padAspect);
  return strokes.slice(0, MOST_STROKES).flatMap((stroke) => {
    const points = thinned(stroke).map(({ x, y, time, pressure }) => ({
      x: share((1 - width) / 2 + (x / pad.width) * width),
      y: share((1 - height) / 2 + (y / pad.height) * height),
      t: Math.max(0, Math.round(time - startedAt)),
      ...(pressure > 0 ? { pressure: share(pressure) } : {}),
    }));
    return points.length === 0 ? [] : [points];
  });
}

/** A pen that reports very often: every n-th point and the last. */
function thinned(stroke: readonly PadPoint[]): readonly PadPoint[] {
  const every = Math.ceil(stroke.length / MOST_POINTS);
  return every <= 1 ? stroke : stroke.filter((_, index) => index % every === 0 || index === stroke.length - 1).slice(-MOST_POINTS);
}

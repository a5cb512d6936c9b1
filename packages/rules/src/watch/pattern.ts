/** A picture by its pattern (`PictureMeasure.pattern`), and when it was. */
export interface PatternAt {
  readonly pattern: string;
  readonly atMs: number;
}

/** Levels by which a field of a pattern may differ of two pictures of the same thing, drawn by other layers or anew. */
const SAME_FIELD = 2;

/** Whether two patterns (`PictureMeasure.pattern`) are of the same picture: nobody has moved between them, however sharply either is drawn. */
export function showsTheSame(one: string, other: string): boolean {
  const [before, after] = [atob(one), atob(other)];
  for (let at = 0; at < before.length; at += 1) if (!(Math.abs(before.charCodeAt(at) - after.charCodeAt(at)) <= SAME_FIELD)) return false;
  return before.length > 0;
}

/** Mean difference of two patterns, in levels. */
export function patternDifference(one: string, other: string): number {
  const [before, after] = [atob(one), atob(other)];
  let sum = 0;
  for (let at = 0; at < before.length; at += 1) sum += Math.abs(before.charCodeAt(at) - (after.charCodeAt(at) || 0));
  return sum / Math.max(1, before.length);
}

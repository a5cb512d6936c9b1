import { type PatternAt, patternDifference } from './pattern.ts';

/** Whose face it is costs more to say than whether there is one, and whoever sits there stays who they are while the picture stays what it was. */
const COMPARE_AT_LEAST_EVERY_MS = 20_000;
/** After something that leaves it open: nobody was there, or it seemed to be somebody else. */
const COMPARE_AGAIN_AFTER_MS = 1_000;
/** Levels by which the patterns of a picture and one of somebody else in that place, or in another one, differ; a head that turns away makes up for 14. */
const OTHER_SCENE = 20;

/** The last time that a face was compared on a track. */
export interface FaceCompared extends PatternAt {
  /** Somebody may have been swapped since: nobody was there for a while, or the answer left doubts. */
  readonly closely: boolean;
}

/**
 * How many pictures of a track should now be held against the person who was identified: none, one because it is time to look again, or two of different
 * moments because it may be somebody else.
 */
export function picturesToCompare(last: FaceCompared | null, newest: PatternAt): 0 | 1 | 2 {
  if (last === null) return 1;
  const sinceMs = newest.atMs - last.atMs;
  if (sinceMs < COMPARE_AGAIN_AFTER_MS) return 0;
  if (last.closely || patternDifference(last.pattern, newest.pattern) >= OTHER_SCENE) return 2;
  return sinceMs >= COMPARE_AT_LEAST_EVERY_MS ? 1 : 0;
}

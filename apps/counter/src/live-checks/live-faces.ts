import type { CheckEngine } from '@guichet/protocol';
import type { WatchedFace } from '@guichet/rules/watch';

/** What is seen of faces on a small picture, and by whom. */
export interface FacesSeen {
  readonly faces: readonly WatchedFace[];
  readonly engine: CheckEngine;
}

/** Null where no engine answers: then nothing is known, and nothing is warned of. */
export type LookForFaces = (picture: Buffer) => Promise<FacesSeen | null>;

/** Somebody who is there is looked for again after so long, whether or not anything moved. */
const LOOK_AT_LEAST_EVERY_MS = 8_000;
/** While it is open whether somebody is missing, and while a warning stands, the answer comes soon. */
const LOOK_CLOSELY_EVERY_MS = 900;
/** Mean difference of the patterns (levels) from which a picture may show somebody else, or nobody. */
const OTHER_PICTURE = 2.5;

interface Looked {
  readonly pattern: string;
  readonly atMs: number;
  /** The last look found something to warn of, or a warning stands. */
  readonly closely: boolean;
}

/** Whether faces should be looked for on a track's newest picture: detecting one costs more than everything else that is measured, and most pictures show what the last one did. */
export function isDue(last: Looked | null, pattern: { readonly text: string; readonly atMs: number }): boolean {
  if (last === null) return true;
  const sinceMs = pattern.atMs - last.atMs;
  if (sinceMs <= 0) return false;
  if (sinceMs >= LOOK_AT_LEAST_EVERY_MS) return true;
  if (sinceMs < LOOK_CLOSELY_EVERY_MS) return false;
  return last.closely || patternDifference(last.pattern, pattern.text) >= OTHER_PICTURE;
}

/** @param one base64 of as many bytes as the other */
export function patternDifference(one: string, other: string): number {
  const [before, after] = [Buffer.from(one, 'base64'), Buffer.from(other, 'base64')];
  let sum = 0;
  for (const [index, level] of before.entries()) sum += Math.abs(level - (after[index] ?? 0));
  return sum / Math.max(1, before.length);
}

import type { CheckEngine } from '@guichet/protocol';
import type { WatchedFace } from '@guichet/rules/watch';

/** What is seen of faces on a small picture, and by whom. */
export interface FacesSeen {
  readonly faces: readonly WatchedFace[];
  readonly engine: CheckEngine;
}

/** Null where no engine answers: then nothing is known, and nothing is warned of. */
export type LookForFaces = (picture: Buffer) => Promise<FacesSeen | null>;

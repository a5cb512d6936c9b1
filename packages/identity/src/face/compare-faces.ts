import { z } from 'zod';
import type { RgbPicture } from '../pool/open-picture.ts';
import { type FaceBox, type FaceEngines, type LikenessThresholds, likeness } from './engine.ts';
import { lookAtFaces, type SeenFace } from './look-at-face.ts';

const Share = z.number().min(0).max(1);
const Box = z.object({ x: Share, y: Share, width: Share, height: Share });

/** `person`: the likeness lies where a person has to look; `not_evaluated`: there was no face to compare, and that is never a match. */
export const ComparisonOutcome = z.enum(['match', 'person', 'no_match', 'not_evaluated']);
export type ComparisonOutcome = z.infer<typeof ComparisonOutcome>;

export const ComparisonReason = z.enum(['no_reference_face', 'no_live_face', 'several_reference_faces', 'face_too_small', 'face_unclear']);
export type ComparisonReason = z.infer<typeof ComparisonReason>;

/** Whether two pictures show one person: the figure, what it was held against, and who says so. */
export const FaceComparison = z.object({
  outcome: ComparisonOutcome,
  /** −1 … 1 by the engine's own measure; null where nothing was compared. */
  score: z.number().nullable(),
  threshold: z.object({ match: z.number(), person: z.number() }),
  engine: z.object({ name: z.string().min(1).max(64), version: z.string().min(1).max(64), licence: z.string().max(300) }),
  reason: ComparisonReason.nullable(),
  referenceBox: Box.nullable(),
  /** Which of the live pictures counted, from 0. */
  liveIndex: z.number().int().nonnegative().nullable(),
  liveBox: Box.nullable(),
});
export type FaceComparison = z.infer<typeof FaceComparison>;

/** The narrowest face that says anything, in pixels: on a passport's page in a picture of 720 lines one is about 90 wide. */
export const SMALLEST_FACE_PX = 48;
/** Below it what there was to see is motion. */
const BLURRED = 0.004;

export function outcomeOf(score: number, { match, person }: LikenessThresholds): ComparisonOutcome {
  if (score >= match) return 'match';
  return score >= person ? 'person' : 'no_match';
}

/** Compares the face on `reference` with that of the live pictures. The live picture that is most like it counts: a blink does not make a stranger. */
export async function compareFaces(engines: FaceEngines, reference: RgbPicture, live: readonly RgbPicture[]): Promise<FaceComparison> {
  const { embedder } = engines;
  const nothing = (reason: ComparisonReason, referenceBox: FaceBox | null = null): FaceComparison => ({
    outcome: 'not_evaluated',
    score: null,
    threshold: embedder.thresholds,
    engine: embedder.info,
    reason,
    referenceBox,
    liveIndex: null,
    liveBox: null,
  });
  const { faces: onReference } = await lookAtFaces(engines, reference, true);
  const [known, second] = onReference;
  if (known?.embedding == null) return nothing('no_reference_face');
  if (known.widthPx < SMALLEST_FACE_PX) return nothing('face_too_small', known.box);
  // A ghost picture of the same face is small; another face of nearly the size means that nobody knows who is meant.
  if (second !== undefined && second.widthPx > known.widthPx * 0.8) return nothing('several_reference_faces', known.box);

  let best: { readonly index: number; readonly face: SeenFace; readonly score: number } | null = null;
  let reason: ComparisonReason = 'no_live_face';
  for (const [index, picture] of live.entries()) {
    const [face] = (await lookAtFaces(engines, picture, true)).faces;
    if (face?.embedding == null) continue;
    if (face.widthPx < SMALLEST_FACE_PX) reason = 'face_too_small';
    else if (face.quality.sharpness < BLURRED) reason = 'face_unclear';
    else {
      const score = likeness(known.embedding, face.embedding);
      if (best === null || score > best.score) best = { index, face, score };
    }
  }
  if (best === null) return nothing(reason, known.box);
  const { index, face, score } = best;
  return {
    outcome: outcomeOf(score, embedder.thresholds),
    score,
    threshold: embedder.thresholds,
    engine: embedder.info,
    reason: null,
    referenceBox: known.box,
    liveIndex: index,
    liveBox: face.box,
  };
}

import { likeness } from '../face/engine.ts';
import type { FaceLook, SeenFace } from '../face/look-at-face.ts';
import { isFollowed, type Move, moveOf } from './moves.ts';

/** One picture of what was recorded while a challenge stood, and what is seen on it. */
export interface LivenessFrame {
  readonly atMs: number;
  readonly look: FaceLook;
}

/** Why a challenge came out as it did, in closed words that may stand in logs. */
export const LIVENESS_REASONS = [
  'followed',
  'not_followed',
  'motionless',
  'flat_picture',
  'several_people',
  'face_changed',
  'face_unsure',
  'face_not_visible',
  'no_picture',
  'for_a_person',
] as const;
export type LivenessReason = (typeof LIVENESS_REASONS)[number];

export interface ChallengeVerdict {
  readonly decision: 'pass' | 'fail' | 'not_evaluated';
  readonly reason: LivenessReason;
  /** From the first picture to the one on which it was followed. */
  readonly followedAfterMs: number | null;
  /** The lowest likeness of the faces that were compared; null where none were. */
  readonly sameFace: number | null;
  /** The median of what the attack detector said; a soft signal that decides nothing. */
  readonly genuine: number | null;
  /** The picture that shows the face best, from 0: to be kept, and to be compared with a document. */
  readonly bestFrame: number | null;
}

interface Judged {
  readonly frames: readonly LivenessFrame[];
  /** Embeddings that the face has to be like: of the challenges before. */
  readonly known: readonly Float32Array[];
}

/** So much of the time a face has to be seen. */
const VISIBLE_SHARE = 0.6;
/** Somebody else is as near as that. Smaller faces are pictures on the wall. */
const SECOND_FACE = 0.55;
/** Points of a still picture move by less than this share of the distance of the eyes. */
const MOTIONLESS = 0.015;
/** Eyes of a sheet that is turned come nearer to one another by more than this, while the nose stays in its place. */
const SHEET_TURN = 0.1;

/**
 * Whether a challenge was followed by a head, and by the one that was there before. Decided from pictures of what is recorded, never from what a page
 * says. What speaks against a person fails it whatever else was seen; what cannot be seen is `not_evaluated`, and left to a person.
 */
export function judgeChallenge(challenge: string, { frames, known }: Judged): ChallengeVerdict {
  const seen = frames.flatMap(({ atMs, look }, index) => {
    const [face, ...others] = look.faces;
    return face?.shape == null ? [] : [{ atMs, index, face, shape: face.shape, others, thresholds: look.thresholds }];
  });
  const best = bestOf(seen.map(({ face, index }) => ({ face, index })));
  const sameFace = lowestLikeness(
    seen.map(({ face }) => face),
    known,
  );
  const verdict = (
    decision: ChallengeVerdict['decision'],
    reason: LivenessReason,
    followedAfterMs: number | null = null,
  ): ChallengeVerdict => ({
    decision,
    reason,
    followedAfterMs,
    sameFace,
    genuine: median(seen.flatMap(({ face }) => face.genuine ?? [])),
    bestFrame: best,
  });

  const [first] = seen;
  if (frames.length === 0) return verdict('not_evaluated', 'no_picture');
  const crowded = seen.filter(({ face, others }) => others.some((other) => other.widthPx > face.widthPx * SECOND_FACE));
  if (crowded.length >= 2) return verdict('fail', 'several_people');
  if (first === undefined || seen.length < frames.length * VISIBLE_SHARE) return verdict('not_evaluated', 'face_not_visible');
  if (sameFace !== null && sameFace < first.thresholds.person) return verdict('fail', 'face_changed');
  if (sameFace !== null && sameFace < first.thresholds.match) return verdict('not_evaluated', 'face_unsure');

  const move = moveOf(seen.map(({ shape, atMs }) => ({ shape, atMs })));
  const followedAtMs = isFollowed(challenge, move);
  if (followedAtMs === null) return verdict('not_evaluated', 'for_a_person');
  if (followedAtMs !== false) return verdict('pass', 'followed', followedAtMs - first.atMs);
  return verdict('fail', whyNot(move));
}

function whyNot({ stir, sheetTurn, swing }: Move): LivenessReason {
  if (stir < MOTIONLESS) return 'motionless';
  return sheetTurn > SHEET_TURN && swing < SHEET_TURN ? 'flat_picture' : 'not_followed';
}

/** A head that is turned away is unlike itself: such pictures are held against nothing. Shares of the face. */
const AHEAD = { aside: 0.16, down: 0.1 } as const;

function lowestLikeness(faces: readonly SeenFace[], known: readonly Float32Array[]): number | null {
  const down = median(faces.flatMap(({ shape }) => shape?.noseDown ?? [])) ?? 0;
  const ahead = faces.flatMap(({ embedding, shape }) => {
    if (embedding === null || shape === null) return [];
    // Against the middle of the face and not against most pictures: whoever takes the place midway would be most pictures.
    return Math.abs(shape.noseAside) < AHEAD.aside && Math.abs(shape.noseDown - down) < AHEAD.down ? [embedding] : [];
  });
  const [first, ...later] = [...known.slice(0, 1), ...ahead];
  return first === undefined || later.length === 0 ? null : Math.min(...later.map((embedding) => likeness(first, embedding)));
}

/** Large, sharp, and turned to the camera. */
function bestOf(faces: readonly { readonly face: SeenFace; readonly index: number }[]): number | null {
  const worth = ({ widthPx, quality, shape }: SeenFace): number => {
    const turned = Math.abs(shape?.noseAside ?? 1) * 4 + Math.max(0, (shape?.mouthOpen ?? 1) - 0.3);
    return (Math.min(widthPx, 200) / 200) * Math.min(1, quality.sharpness * 10) - turned;
  };
  const [best] = faces.toSorted((one, other) => worth(other.face) - worth(one.face));
  return best?.index ?? null;
}

export function median(values: readonly number[]): number | null {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? null;
}

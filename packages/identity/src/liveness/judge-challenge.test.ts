import { describe, expect, it } from 'vitest';
import type { FaceShape } from '../face/engine.ts';
import type { FaceLook, SeenFace } from '../face/look-at-face.ts';
import { judgeChallenge } from './judge-challenge.ts';

const info = { name: 'test', version: '1', licence: 'none' };
const unit = (angle: number): Float32Array => Float32Array.of(Math.cos(angle), Math.sin(angle));
const ANN = unit(0);
/** Likeness to Ann: 0.36, and 0.6. */
const STRANGER = unit(1.2);
const LOOKALIKE = unit(0.927);

/** A face of 100 pixels between the eyes that looks ahead, but for what is said. Two pictures of a person are never quite the same. */
function shape(change: Partial<FaceShape> & { readonly moved?: number } = {}): FaceShape {
  const { moved = 0, ...rest } = change;
  const eyes = rest.eyeDistancePx ?? 100;
  const five = [
    [0, 0],
    [eyes, 0],
    [eyes / 2, 70],
    [eyes / 2 - 30, 100],
    [eyes / 2 + 30, 100],
  ].map(([x = 0, y = 0]) => [x + moved, y] as const);
  return { noseAside: 0, noseDown: 0.7, rollDeg: 0, eyeDistancePx: 100, mouthOpen: 0.05, eyesOpen: 0.3, five, ...rest };
}

function look(seen: FaceShape | null, { embedding = ANN as Float32Array | null, others = 0, width = 200 } = {}): FaceLook {
  const face: SeenFace = {
    box: { x: 0.2, y: 0.2, width: 0.4, height: 0.5 },
    confidence: 0.9,
    widthPx: width,
    shape: seen,
    quality: { brightness: 120, sharpness: 0.2, glare: 0 },
    embedding,
    genuine: 0.6,
  };
  const second = { ...face, widthPx: 150, shape: null, embedding: null };
  return {
    faces: seen === null ? [] : [face, ...Array.from({ length: others }, () => second)],
    engines: { detector: info, landmarks: info, embedder: info, attackDetector: null },
    thresholds: { match: 0.7, person: 0.45 },
    genuineFrom: 0.4,
  };
}

/** Eight pictures, a quarter of a second apart. */
const judge = (challenge: string, looks: readonly FaceLook[], known: readonly Float32Array[] = []) =>
  judgeChallenge(challenge, { frames: looks.map((each, index) => ({ atMs: 1_000 + index * 250, look: each })), known });
const ahead = (count: number) => Array.from({ length: count }, (_, index) => look(shape({ moved: index })));
const turned = (noseAside: number, count = 3) => Array.from({ length: count }, () => look(shape({ noseAside })));

describe('a challenge', () => {
  it('to read aloud needs a mouth that moves, by little and again and again', () => {
    const speaks = [0.05, 0.18, 0.08, 0.2, 0.04, 0.16, 0.09, 0.05].map((mouthOpen, moved) => look(shape({ mouthOpen, moved })));
    expect(judge('read_digits', speaks)).toMatchObject({ decision: 'pass', reason: 'followed' });
    expect(judge('read_digits', ahead(8))).toMatchObject({ decision: 'fail', reason: 'not_followed' });
    expect(judge('read_digits', [...speaks.slice(0, 4), ...speaks.slice(0, 4).map((each) => ({ ...each, faces: [] }))])).toMatchObject({
      decision: 'not_evaluated',
      reason: 'face_not_visible',
    });
  });

  it('is followed by a head that does what was asked, and by no other way', () => {
    expect(judge('turn_left', [...ahead(4), ...turned(0.2)])).toMatchObject({
      decision: 'pass',
      reason: 'followed',
      followedAfterMs: 1_000,
      sameFace: 1,
    });
    expect(judge('turn_right', [...ahead(4), ...turned(0.2)])).toMatchObject({ decision: 'fail', reason: 'not_followed' });
    expect(judge('turn_right', [...ahead(4), ...turned(-0.2)]).decision).toBe('pass');
    expect(judge('open_mouth', [...ahead(4), ...[1, 2].map(() => look(shape({ mouthOpen: 0.5 })))]).decision).toBe('pass');
    expect(judge('nod', [...ahead(4), ...[1, 2].map(() => look(shape({ noseDown: 0.82 })))]).decision).toBe('pass');
    expect(judge('nod', [...ahead(4), ...[1, 2].map(() => look(shape({ noseDown: 0.82, mouthOpen: 0.5 })))]).decision).toBe('fail');
  });

  it('to open the mouth is followed by one that was open before the first picture, and not by one that is never closed', () => {
    const mouths = (...openings: readonly number[]) => openings.map((mouthOpen, moved) => look(shape({ mouthOpen, moved })));
    expect(judge('open_mouth', mouths(0.5, 0.5, 0.5, 0.1, 0.05, 0.05))).toMatchObject({ decision: 'pass', followedAfterMs: 0 });
    expect(judge('open_mouth', mouths(0.6, 0.62, 0.6, 0.61, 0.6, 0.62)).decision).toBe('fail');
    // Of paper, and tilted.
    expect(judge('open_mouth', mouths(0.6, 0.55, 0.45, 0.36, 0.36, 0.5)).decision).toBe('fail');
  });

  it('that is not followed is not taken for paper because a mouth made the face longer', () => {
    const longer = shape({ mouthOpen: 0.5 });
    const five = longer.five.map(([x, y]) => [x, y === 100 ? 116 : y] as const);
    const open = [1, 2, 3].map((moved) => look({ ...longer, five: five.map(([x, y]) => [x + moved, y] as const) }));
    expect(judge('turn_left', [...ahead(4), ...open])).toMatchObject({ decision: 'fail', reason: 'not_followed' });
  });

  it('is not followed by one slip of the measure, nor by somebody who looks aside all the time', () => {
    expect(judge('turn_left', [...ahead(7), ...turned(0.2, 1)]).decision).toBe('fail');
    expect(
      judge(
        'turn_left',
        Array.from({ length: 8 }, (_, index) => look(shape({ noseAside: 0.3, moved: index }))),
      ).decision,
    ).toBe('fail');
  });

  it('is seen to be answered by a picture: one that stands still, or a sheet that is turned', () => {
    expect(
      judge(
        'turn_left',
        Array.from({ length: 8 }, () => look(shape())),
      ),
    ).toMatchObject({ decision: 'fail', reason: 'motionless' });
    const sheet = [100, 96, 90, 84, 78, 84, 90, 96].map((eyeDistancePx) => look(shape({ eyeDistancePx })));
    expect(judge('turn_left', sheet)).toMatchObject({ decision: 'fail', reason: 'flat_picture' });
  });

  it('fails when somebody else takes the place, within it or since the one before; where it is unsure a person decides', () => {
    const swapped = [...ahead(4), ...[1, 2, 3, 4].map((moved) => look(shape({ moved }), { embedding: STRANGER }))];
    expect(judge('turn_left', swapped)).toMatchObject({ decision: 'fail', reason: 'face_changed' });
    expect(judge('turn_left', [...ahead(4), ...turned(0.2)], [STRANGER])).toMatchObject({ decision: 'fail', reason: 'face_changed' });
    const unsure = judge('turn_left', [...ahead(4), ...turned(0.2)], [LOOKALIKE]);
    expect(unsure).toMatchObject({ decision: 'not_evaluated', reason: 'face_unsure' });
    expect(unsure.sameFace).toBeCloseTo(0.6, 2);
  });

  it('does not hold a turned head against one that looks ahead', () => {
    const turnedAway = [1, 2, 3].map(() => look(shape({ noseAside: 0.25 }), { embedding: STRANGER }));
    expect(judge('turn_left', [...ahead(5), ...turnedAway])).toMatchObject({ decision: 'pass', sameFace: 1 });
  });

  it('fails when a second person stands as near', () => {
    expect(judge('nod', [...ahead(6), look(shape(), { others: 1 }), look(shape(), { others: 1 })])).toMatchObject({
      decision: 'fail',
      reason: 'several_people',
    });
  });

  it('is not evaluated, and never passed, where the face is not there or no engine can tell', () => {
    expect(judge('turn_left', [])).toMatchObject({ decision: 'not_evaluated', reason: 'no_picture', bestFrame: null });
    expect(judge('turn_left', [...ahead(2), ...Array.from({ length: 6 }, () => look(null))])).toMatchObject({ reason: 'face_not_visible' });
    expect(judge('hand_before_face', ahead(8))).toMatchObject({ decision: 'not_evaluated', reason: 'for_a_person' });
    expect(judge('blink', ahead(8))).toMatchObject({ decision: 'not_evaluated', reason: 'for_a_person' });
    expect(judge('blink', [...ahead(4), look(shape({ eyesOpen: 0.1 })), ...ahead(3)]).decision).toBe('pass');
  });

  it('names the picture that shows the face best', () => {
    const looks = [
      look(shape({ noseAside: 0.3 })),
      look(shape(), { width: 90 }),
      look(shape({ moved: 3 })),
      look(shape({ mouthOpen: 0.6 })),
    ];
    expect(judge('nod', looks).bestFrame).toBe(2);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { FaceEngines } from '../face/engine.ts';
import { lookAtFaces } from '../face/look-at-face.ts';
import { faceEngines } from '../face/registry.ts';
import { openPicture, type RgbPicture } from '../pool/open-picture.ts';
import { type HeadMove, type HeadPlace, movedHead, tiltedSheet } from '../testing/faces/moved-head.ts';
import { jpegOf, type Person, placeOf, stillOf } from '../testing/faces/still-faces.ts';
import { judgeChallenge, type LivenessFrame } from './judge-challenge.ts';

const PEOPLE = ['bea', 'dana', 'eve'] as const;
let engines: FaceEngines;
const stills = new Map<Person, { readonly still: RgbPicture; readonly place: HeadPlace }>();

beforeAll(async () => {
  engines = await faceEngines({ name: 'human', modelsDir: null });
  for (const person of PEOPLE) {
    const still = await stillOf(person);
    const [face] = (await lookAtFaces(engines, still, false)).faces;
    if (face === undefined) throw new Error('Nobody on the picture');
    stills.set(person, { still, place: placeOf(face) });
  }
});

type Frame = readonly [person: Person, move: HeadMove, sheet?: boolean];

/** What the camera showed, a quarter of a second apart, as it comes out of a call: compressed. */
async function film(frames: readonly Frame[]): Promise<LivenessFrame[]> {
  const seen: LivenessFrame[] = [];
  for (const [index, [person, move, sheet = false]] of frames.entries()) {
    const { still, place } = stills.get(person) as { still: RgbPicture; place: HeadPlace };
    // Nobody holds quite still.
    const shown = sheet ? tiltedSheet(still, move) : movedHead(still, place, { yawDeg: (index % 3) - 1, ...move });
    seen.push({ atMs: index * 250, look: await lookAtFaces(engines, await openPicture(await jpegOf(shown), 640), index % 2 === 0) });
  }
  return seen;
}
const rest = (person: Person): readonly Frame[] => [1, 2, 3].map(() => [person, {}] as const);
const judged = async (challenge: string, frames: readonly Frame[]) => judgeChallenge(challenge, { frames: await film(frames), known: [] });

describe('a head before the camera', () => {
  it.each([
    ['turn_left', 'dana', { yawDeg: 28 }],
    ['turn_left', 'bea', { yawDeg: 28 }],
    ['turn_right', 'eve', { yawDeg: -28 }],
    ['open_mouth', 'bea', { mouthOpen: 0.55 }],
    ['open_mouth', 'eve', { mouthOpen: 0.55 }],
    ['nod', 'dana', { pitchDeg: 18 }],
    ['nod', 'eve', { pitchDeg: 18 }],
  ] as const)('passes %s when %s does it', async (challenge, person, move) => {
    const moved = [1, 2, 3].map(() => [person, move] as const);
    expect(await judged(challenge, [...rest(person), ...moved])).toMatchObject({ decision: 'pass', reason: 'followed' });
  });

  it.each(PEOPLE)('passes open_mouth when %s is quick and has it open before the first picture', async (person) => {
    const opened = [1, 2, 3].map(() => [person, { mouthOpen: 0.55 }] as const);
    expect(await judged('open_mouth', [...opened, ...rest(person)])).toMatchObject({ decision: 'pass', reason: 'followed' });
  });

  it.each(PEOPLE)('passes as one that speaks when the mouth of %s moves as in speech, and not when it stays as it is', async (person) => {
    const speaks = [0, 0.25, 0.05, 0.3, 0, 0.2].map((mouthOpen) => [person, { mouthOpen }] as const);
    expect(await judged('read_digits', [...rest(person), ...speaks])).toMatchObject({ decision: 'pass', reason: 'followed' });
    expect((await judged('read_digits', [...rest(person), ...rest(person), ...rest(person)])).decision).toBe('fail');
  });

  it('is not passed by what was not asked', async () => {
    const opened = [1, 2, 3].map(() => ['bea', { mouthOpen: 0.55 }] as const);
    expect((await judged('turn_left', [...rest('bea'), ...opened])).decision).toBe('fail');
    expect((await judged('turn_right', [...rest('bea'), ...opened])).decision).toBe('fail');
  });
});

describe('an attack', () => {
  it.each(PEOPLE)('with a printed picture of %s, turned and tilted by hand, is not passed', async (person) => {
    const angles = [0, 0, 20, 35, 40, 35, 20, 0];
    const sheet = angles.map((yawDeg) => [person, { yawDeg }, true] as const);
    for (const challenge of ['turn_left', 'turn_right', 'open_mouth', 'nod', 'read_digits'])
      expect((await judged(challenge, sheet)).decision).not.toBe('pass');
    const nodding = angles.map((pitchDeg) => [person, { pitchDeg: -pitchDeg * 0.8 }, true] as const);
    expect((await judged('nod', nodding)).decision).not.toBe('pass');
  });

  it('by somebody who takes the place midway is not passed', async () => {
    const moved = [1, 2, 3, 4].map((number) => ['eve', number > 2 ? { yawDeg: -28 } : {}] as const);
    const { decision, reason, sameFace } = await judged('turn_right', [...rest('dana'), ...moved]);
    expect(decision).not.toBe('pass');
    expect(['face_changed', 'face_unsure']).toContain(reason);
    expect(sameFace).toBeLessThan(0.7);
  });
});

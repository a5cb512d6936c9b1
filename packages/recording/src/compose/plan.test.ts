import { describe, expect, it } from 'vitest';
import { breakText, shortened, widthOf } from './break-text.ts';
import { FRAME_MS } from './frame-clock.ts';
import { geometryOf, type Rect } from './geometry.ts';
import { cameraCards, screenCards } from './holes.ts';
import { partiesOf, planProgram } from './program.ts';
import type { Leg } from './scan.ts';
import { planShots } from './shots.ts';
import { planStage } from './stage.ts';
import { ComposeLayout, type ComposeStory, type StoryGap } from './story.ts';
import { Timeline } from './timed-texts.ts';

const story: ComposeStory = {
  language: 'en',
  timeZone: 'Asia/Shanghai',
  sessionNumber: '42',
  parties: [],
  steps: [],
  captions: [],
  chapters: [],
  gaps: [],
  speech: null,
};

/** A camera of 25 pictures a second with a key frame every two seconds, but for the pauses. */
function camera(fromMs: number, untilMs: number, pauses: readonly (readonly [number, number])[] = [], more: Partial<Leg> = {}): Leg {
  const frames: number[] = [];
  const keys: number[] = [];
  for (let ms = fromMs; ms < untilMs; ms += 40) {
    if (pauses.some(([from, until]) => from <= ms && ms < until)) continue;
    if (keys.length === 0 || ms - (keys.at(-1) ?? 0) >= 2_000) keys.push(ms);
    frames.push(ms);
  }
  return {
    ...{ index: 0, trackId: 'v', participantId: 'a', kind: 'video', source: 'camera' },
    ...{ firstMs: frames[0] ?? 0, lastMs: frames.at(-1) ?? 0, framesMs: Uint32Array.from(frames), keysMs: Uint32Array.from(keys) },
    ...more,
  };
}
const microphone = (fromMs: number, untilMs: number, participantId = 'a'): Leg => ({
  ...camera(0, 0),
  ...{ index: 1, trackId: `m-${participantId}`, participantId, kind: 'audio', source: 'microphone', firstMs: fromMs, lastMs: untilMs },
});

describe('where everything stands', () => {
  const inside = (inner: Rect, width: number, height: number): boolean =>
    inner.x >= 0 && inner.y >= 0 && inner.x + inner.width <= width && inner.y + inner.height <= height;
  const apart = (a: Rect, b: Rect): boolean =>
    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

  it.each(ComposeLayout.options)('%s: even, inside, and no two over one another, for one to six', (layout) => {
    for (let count = 1; count <= 6; count++) {
      const { width, height, header, caption, tiles, stage } = geometryOf(layout, count);
      expect(tiles).toHaveLength(count);
      for (const rect of [header, caption, ...tiles, ...(stage === null ? [] : [stage])]) {
        expect(inside(rect, width, height)).toBe(true);
        expect([rect.x, rect.y, rect.width, rect.height].map((value) => value % 2)).toEqual([0, 0, 0, 0]);
      }
      for (const [at, tile] of tiles.entries()) {
        expect(apart(tile, header) && apart(tile, caption)).toBe(true);
        for (const other of tiles.slice(at + 1)) expect(apart(tile, other)).toBe(true);
      }
    }
  });
});

describe('what is decoded', () => {
  it('begins at the key frame before what is shown, and shows nothing of it early', () => {
    const [shot] = planShots({ legs: [camera(1_010, 20_000)], fromMs: 6_000, untilMs: 9_000 });
    expect(shot).toMatchObject({ from: 150, until: 225, decodeFromMs: 5_010, skip: 150 - Math.floor(5_010 / FRAME_MS) });
  });

  it('stops over a long pause behind which it can begin anew, and not over a short one', () => {
    const shots = planShots({
      legs: [
        camera(0, 60_000, [
          [10_000, 40_000],
          [50_000, 51_000],
        ]),
      ],
      fromMs: 0,
      untilMs: 60_000,
    });
    expect(shots.map(({ from, until }) => [from * FRAME_MS, until * FRAME_MS])).toEqual([
      [0, 10_960],
      [40_000, 60_000],
    ]);
  });

  it('goes on to the later leg where a page was loaded again', () => {
    const shots = planShots({ legs: [camera(0, 10_000), camera(8_000, 20_000, [], { trackId: 'w' })], fromMs: 0, untilMs: 20_000 });
    expect(shots.map(({ leg, from, until }) => [leg.trackId, from * FRAME_MS, until * FRAME_MS])).toEqual([
      ['v', 0, 8_000],
      ['w', 8_000, 20_000],
    ]);
  });
});

describe('cards in place of a frozen face', () => {
  const gap = (fromMs: number, untilMs: number, more: Partial<StoryGap> = {}): StoryGap => ({
    ...{ fromMs, untilMs, kind: 'lost', trackId: null, participantId: null, trouble: 'recorder_away' },
    ...more,
  });
  const cardsOf = (legs: readonly Leg[], gaps: readonly StoryGap[], party: readonly Leg[] = legs) =>
    cameraCards({ legs, party, participantId: 'a', story: { gaps: [...gaps], language: 'en' }, durationMs: 30_000 });

  it('say that somebody is not there yet, has switched off the camera, or has left', () => {
    const legs = [camera(4_000, 20_000, [[8_000, 12_000]])];
    const off = gap(8_000, 12_000, { kind: 'paused', trackId: 'v', trouble: null });
    expect(cardsOf(legs, [off], [...legs, microphone(3_000, 22_000)])).toEqual([
      { fromMs: 0, untilMs: 3_000, text: 'Not here yet' },
      { fromMs: 3_000, untilMs: 4_000, text: 'No picture' },
      { fromMs: 8_360, untilMs: 12_000, text: 'Camera is off' },
      { fromMs: 20_360, untilMs: 22_000, text: 'No picture' },
      { fromMs: 22_000, untilMs: 30_000, text: 'Has left' },
    ]);
  });

  it('say what was lost and why, where somebody stated it', () => {
    const legs = [camera(0, 30_000, [[10_000, 16_000]])];
    expect(
      cardsOf(legs, [gap(10_000, 12_000), gap(12_000, 16_000, { kind: 'held', trouble: null }), gap(0, 30_000, { trackId: 'other' })]),
    ).toEqual([
      { fromMs: 10_360, untilMs: 12_000, text: 'Picture missing: the recorder was away' },
      { fromMs: 12_000, untilMs: 16_000, text: 'Call on hold' },
    ]);
  });

  it('do not come for a picture that stands for less than a second', () => {
    expect(cardsOf([camera(0, 30_000, [[10_000, 10_800]])], [])).toEqual([]);
  });

  it('let a shared screen stand still for as long as it likes', () => {
    const legs = [camera(5_000, 25_000, [[6_000, 24_000]], { source: 'screen' })];
    const options = {
      legs,
      party: legs,
      participantId: 'a',
      story: { gaps: [gap(10_000, 12_000)], language: 'en' as const },
      durationMs: 30_000,
    };
    expect(screenCards(options).map(({ fromMs, untilMs, text }) => [fromMs, untilMs, text])).toEqual([
      [0, 5_000, 'No screen is shared'],
      [10_000, 12_000, 'Picture missing: the recorder was away'],
      [25_360, 30_000, 'No screen is shared'],
    ]);
  });
});

describe('who has the large picture', () => {
  it('is a shared screen while there is one, else whoever goes on speaking', () => {
    const turns = planStage({
      participants: ['a', 'b', 'c'],
      screens: [{ participantId: 'b', fromMs: 20_000, untilMs: 30_000 }],
      speech: [
        { participantId: 'b', fromMs: 5_000, untilMs: 12_000 },
        { participantId: 'c', fromMs: 6_000, untilMs: 6_400 },
        { participantId: 'c', fromMs: 13_000, untilMs: 40_000 },
      ],
    });
    expect(turns).toEqual([
      { fromMs: 0, participantId: 'a', source: 'camera' },
      { fromMs: 5_000, participantId: 'b', source: 'camera' },
      { fromMs: 13_000, participantId: 'c', source: 'camera' },
      { fromMs: 20_000, participantId: 'b', source: 'screen' },
      { fromMs: 30_000, participantId: 'c', source: 'camera' },
    ]);
  });

  it('does not change for as long as two are in each other’s word', () => {
    const speech = Array.from({ length: 20 }, (_, at) => ({
      participantId: at % 2 === 0 ? 'a' : 'b',
      fromMs: at * 1_000,
      untilMs: at * 1_000 + 950,
    }));
    const turns = planStage({ participants: ['a', 'b'], screens: [], speech });
    for (const [at, { fromMs }] of turns.slice(2).entries()) expect(fromMs - (turns[at + 1]?.fromMs ?? 0)).toBeGreaterThanOrEqual(3_000);
  });
});

describe('who is shown', () => {
  const legs = ['a', 'b', 'c'].flatMap((participantId, at) => [
    camera(0, 10_000, [], { participantId, trackId: `v-${participantId}`, index: at * 2 }),
    microphone(0, 10_000, participantId),
  ]);

  it('is everybody who was recorded, in the order of the story, those it does not know behind', () => {
    const told = [
      { participantId: 'b', name: 'Wang', role: 'customer' as const },
      { participantId: 'nobody', name: 'X', role: null },
    ];
    expect(partiesOf(legs, { parties: told, language: 'en' }).map(({ name }) => name)).toEqual(['Wang · customer', 'Party 2', 'Party 3']);
  });

  it('is nobody twice in picture in picture', () => {
    const { places } = planProgram('picture-in-picture', partiesOf(legs, story), story, 10_000);
    expect(places.map(({ turns }) => turns.map(({ participantId }) => participantId))).toEqual([['a'], ['b'], ['c'], []]);
  });
});

describe('text', () => {
  it('breaks between words, in Chinese anywhere but before a full stop, and says where something is left out', () => {
    expect(breakText('one two three four', 5, 3)).toEqual(['one two', 'three', 'four']);
    for (const line of breakText('本产品为非保本浮动收益型理财产品，不保证本金和收益。', 8, 9)) expect(line).not.toMatch(/^[，。]/);
    const two = breakText('您的本金可能会因市场变动而蒙受损失'.repeat(4), 10, 2);
    expect(two).toHaveLength(2);
    expect(two[1]).toMatch(/…$/);
    expect(widthOf(shortened('A very long name that fits nowhere', 8))).toBeLessThanOrEqual(8);
  });

  it('at a moment is the one that began last', () => {
    const timeline = new Timeline([
      { fromMs: 0, untilMs: 10_000, text: 'outer' },
      { fromMs: 2_000, untilMs: 4_000, text: 'inner' },
    ]);
    expect([0, 2_000, 3_999, 4_000, 10_000].map((ms) => timeline.at(ms)?.text ?? null)).toEqual(['outer', 'inner', 'inner', 'outer', null]);
  });
});

import { expect, test } from 'vitest';
import { SAMPLE_RATE_HZ, type SpokenLine } from '../speech/spoken-line.ts';
import { Performance } from './performance.ts';

const line = (frames: number): SpokenLine => ({
  samples: new Int16Array((SAMPLE_RATE_HZ / 15) * frames).fill(1_000),
  mouth: [
    { atMs: 0, viseme: 'aa' },
    { atMs: 210, viseme: 'PP' },
    { atMs: 230, viseme: 'oh' },
  ],
});

test('a line is heard whole and its mouth seen with it, then the face rests', () => {
  const performance = new Performance();
  const said = line(6);
  performance.say(said);
  const moments = Array.from({ length: 8 }, () => performance.next());
  expect(moments.map(({ viseme }) => viseme)).toEqual(['aa', 'aa', 'aa', 'PP', 'oh', 'oh', 'sil', 'sil']);
  expect(moments.map(({ samples }) => samples.every((sample) => sample === 1_000))).toEqual([
    ...Array<boolean>(6).fill(true),
    false,
    false,
  ]);
  expect(moments.findIndex(({ ended }) => ended === said)).toBe(5);
});

test('lines are said one after the other', () => {
  const performance = new Performance();
  const [one, two] = [line(2), line(2)];
  performance.say(one);
  performance.say(two);
  const ended = Array.from({ length: 4 }, () => performance.next().ended);
  expect(ended).toEqual([null, one, null, two]);
});

test('a line that is cut short is silent at once, and the next is said from its beginning', () => {
  const performance = new Performance();
  performance.say(line(6));
  performance.next();
  performance.hush();
  expect(performance.next().samples.every((sample) => sample === 0)).toBe(true);
  const again = line(2);
  performance.say(again);
  expect([performance.next().ended, performance.next().ended]).toEqual([null, again]);
});

test('it blinks now and then, at rest too', () => {
  const performance = new Performance();
  const lids = Array.from({ length: 15 * 60 }, () => performance.next().lids);
  const blinks = lids.filter((lid, index) => lid === 2 && lids[index - 1] === 1).length;
  expect(blinks).toBeGreaterThan(10);
  expect(blinks).toBeLessThan(25);
});

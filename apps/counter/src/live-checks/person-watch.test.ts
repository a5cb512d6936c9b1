import { describe, expect, it } from 'vitest';
import { PersonWatch } from './person-watch.ts';

const START_MS = 1_700_000_000_000;
const patternOf = (level: number): string => btoa(String.fromCharCode(...Array.from({ length: 144 }, (_, field) => level + (field % 16))));
const at = (seconds: number, level = 60) => ({ pattern: patternOf(level), atMs: START_MS + seconds * 1_000 });
const MATCH = { differs: false, score: 0.8 };
const OTHER = { differs: true, score: 0.2 };
const UNSURE = { differs: null, score: 0.5 };

/** Asked once at the beginning, and answered. */
function asked(answer: Parameters<PersonWatch['take']>[1]): PersonWatch {
  const watch = new PersonWatch();
  expect(watch.ask(at(0))).toBe(1);
  watch.take([START_MS], answer);
  return watch;
}

describe('whether it is the one who was identified', () => {
  it('is asked at leisure of somebody who stays where they are, whatever they do with their head', () => {
    const watch = asked(MATCH);
    expect([5, 10, 19].map((seconds) => watch.ask(at(seconds, 74)))).toEqual([0, 0, 0]);
    expect(watch.ask(at(20))).toBe(1);
  });

  it('is asked at once when the picture is another one', () => {
    expect(asked(MATCH).ask(at(1, 120))).toBe(2);
  });

  it('is asked at once of whoever comes after nobody was there', () => {
    const watch = asked(MATCH);
    watch.lostSight();
    expect(watch.ask(at(1))).toBe(2);
  });

  it('is doubted by one picture and told by the second, until one shows them again', () => {
    const watch = asked(OTHER);
    expect(watch.doubts).toBe(true);
    expect(watch.ask(at(0.5))).toBe(0);
    expect(watch.ask(at(1))).toBe(2);
    expect(watch.take([START_MS + 1_000], OTHER)).toEqual([
      { type: 'began', check: 'different_person', fromMs: START_MS, atMs: START_MS + 1_000, value: 0.2 },
    ]);
    expect(watch.take([START_MS + 4_000], MATCH)).toMatchObject([{ type: 'ended', fromMs: START_MS, untilMs: START_MS + 4_000 }]);
  });

  it('is told at once of two pictures of different moments', () => {
    const watch = asked(MATCH);
    expect(watch.ask(at(5, 120))).toBe(2);
    expect(watch.take([START_MS + 5_400, START_MS + 6_300], OTHER)).toMatchObject([{ type: 'began', fromMs: START_MS + 5_400 }]);
  });

  it('is told by nobody where the second picture shows them', () => {
    const watch = asked(OTHER);
    expect([...watch.take([START_MS + 1_000], MATCH), ...watch.take([START_MS + 2_000], OTHER)]).toEqual([]);
  });

  it('is neither begun nor ended by an answer that is not sure, and asked again only a few times', () => {
    const watch = asked(UNSURE);
    const again = [1, 2, 3, 4, 5].map((seconds) => {
      const isDue = watch.ask(at(seconds)) > 0;
      if (isDue) expect(watch.take([START_MS + seconds * 1_000], UNSURE)).toEqual([]);
      return isDue;
    });
    expect(again).toEqual([true, true, true, false, false]);
    expect(watch.doubts).toBe(false);
  });
});

import type { PictureMeasure, SoundMeasure } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { FaceWatch, PictureWatch, SoundWatch, SpanWatch, TalkOverWatch, type WatchChange } from './index.ts';

const START_MS = 1_700_000_000_000;
const pattern = (level: (field: number) => number): string =>
  btoa(String.fromCharCode(...Array.from({ length: 144 }, (_, field) => Math.round(level(field)))));
const STILL = pattern((field) => 40 + field);
const seen: PictureMeasure = { luma: 110, spread: 50, detail: 300, change: 4, sameness: 0.6, pattern: STILL };
const said: SoundMeasure = {
  atMs: 0,
  levelDbfs: -24,
  peakDbfs: -9,
  clipped: 0,
  noiseDbfs: -62,
  snrDb: 36,
  speech: 0.8,
  pitchHz: 120,
};

/** `seconds` of pictures, two a second. */
function pictures(watch: PictureWatch, fromSeconds: number, seconds: number, of: (index: number) => PictureMeasure): WatchChange[] {
  return Array.from({ length: seconds * 2 }, (_, index) =>
    watch.push(START_MS + fromSeconds * 1_000 + index * 500, of(fromSeconds * 2 + index)),
  ).flat();
}
function sounds(watch: SoundWatch, fromSeconds: number, seconds: number, of: (index: number) => Partial<SoundMeasure>): WatchChange[] {
  return Array.from({ length: seconds * 2 }, (_, index) =>
    watch.push({ ...said, ...of(index), atMs: START_MS + fromSeconds * 1_000 + index * 500 }),
  ).flat();
}
const short = (changes: readonly WatchChange[]): string[] => changes.map(({ type, check }) => `${check} ${type}`);

describe('a check over time', () => {
  const watchOf = () => new SpanWatch('black', { onsetMs: 1_000, endMs: 500 });
  const run = (watch: SpanWatch, word: string) =>
    [...word].flatMap((letter, index) => watch.push(START_MS + index * 500, letter === 'x', index));

  it('counts from where it began to be wrong until where it was right again', () => {
    expect(run(watchOf(), '--xxxx----')).toEqual([
      { type: 'began', check: 'black', fromMs: START_MS + 1_000, atMs: START_MS + 2_000, value: 4 },
      { type: 'ended', check: 'black', fromMs: START_MS + 1_000, untilMs: START_MS + 3_000, atMs: START_MS + 3_500, value: 5 },
    ]);
  });

  it('is neither begun by a moment nor ended by one', () => {
    expect(run(watchOf(), 'xx-xx-xx-')).toEqual([]);
    expect(run(watchOf(), 'xxx-xx-xx').map(({ type }) => type)).toEqual(['began']);
  });

  it('does not count over a hole in the measures', () => {
    const watch = watchOf();
    expect([...watch.push(START_MS, true), ...watch.push(START_MS + 30_000, true)]).toEqual([]);
  });

  it('ends with what it watched', () => {
    const watch = watchOf();
    expect(watch.finish(START_MS)).toEqual([]);
    run(watch, 'xxxx');
    expect(watch.finish(START_MS + 9_000)).toMatchObject([{ type: 'ended', untilMs: START_MS + 9_000 }]);
    expect(watch.open).toBe(false);
  });
});

describe('pictures', () => {
  it.each([
    ['black', { luma: 1, spread: 1, detail: 0 }],
    ['camera_covered', { luma: 90, spread: 6, detail: 2 }],
    ['camera_covered', { luma: 59, spread: 1.1, detail: 19 }],
    ['dark', { luma: 25, spread: 30, detail: 60 }],
    ['frozen', { sameness: 1, change: 0 }],
  ] as const)('are warned of within three seconds where they are %s, for one reason, and until they are not', (check, wrong) => {
    const watch = new PictureWatch();
    expect(pictures(watch, 0, 5, () => seen)).toEqual([]);
    const began = pictures(watch, 5, 3, () => ({ ...seen, ...wrong }));
    expect(short(began)).toEqual([`${check} began`]);
    expect((began[0]?.atMs ?? 0) - START_MS - 5_000).toBeLessThanOrEqual(3_000);
    expect(short(pictures(watch, 8, 2, () => seen))).toEqual([`${check} ended`]);
  });

  it('that stand still go on doing so while a keyframe draws them anew, and are not found by that alone', () => {
    const redrawn = { ...seen, sameness: 0.95, change: 0.8 };
    expect(pictures(new PictureWatch(), 0, 10, () => redrawn)).toEqual([]);
    const watch = new PictureWatch();
    expect(short(pictures(watch, 0, 3, () => ({ ...seen, sameness: 1, change: 0 })))).toEqual(['frozen began']);
    expect(pictures(watch, 3, 3, () => redrawn)).toEqual([]);
    const moved = { ...redrawn, pattern: pattern((field) => 40 + field + (field === 70 ? 3 : 0)) };
    expect(short(pictures(watch, 6, 2, () => moved))).toEqual(['frozen ended']);
  });

  it('that stand still are known while they are still being sharpened', () => {
    const watch = new PictureWatch();
    const sharpened = [1, 0.81, 0.95, 1, 1].map((sameness) => ({ ...seen, sameness, change: 2 * (1 - sameness) }));
    expect(short(pictures(watch, 0, 2.5, (index) => sharpened[index] ?? seen))).toEqual(['frozen began']);
    const alive = sharpened.map((one, index) => ({ ...one, pattern: pattern((field) => 40 + field + (field === 70 ? 3 * index : 0)) }));
    expect(short(pictures(new PictureWatch(), 0, 2.5, (index) => alive[index] ?? seen))).toEqual([]);
  });

  it('that nobody may complain of at the moment are not complained of', () => {
    const watch = new PictureWatch();
    const changes = Array.from({ length: 10 }, (_, index) =>
      watch.push(START_MS + index * 500, { ...seen, spread: 3, detail: 1 }, new Set(['camera_covered'])),
    );
    expect(changes.flat()).toEqual([]);
  });

  it('that come again in the same order are suspected, whether or not they are taken at the same moments', () => {
    const watch = new PictureWatch();
    // A recording of 20.3 s in which something moves through the picture.
    const replayed = (index: number): PictureMeasure => {
      const at = (index * 0.5) % 20.3;
      return { ...seen, pattern: pattern((field) => 120 + 90 * Math.sin(field / 3 + at * 0.9 + Math.sin(at * 2.1))) };
    };
    expect(short(pictures(watch, 0, 20, replayed))).toEqual([]);
    expect(short(pictures(watch, 20, 20, replayed))).toEqual(['screen_replay began']);
  });

  it('of somebody who hardly moves, or never twice alike, are not', () => {
    const watch = new PictureWatch();
    const breathing = (index: number): PictureMeasure => ({ ...seen, pattern: pattern((field) => 90 + field / 2 + 2 * Math.sin(index)) });
    expect(pictures(watch, 0, 90, breathing)).toEqual([]);
    const moving = (index: number): PictureMeasure => {
      const at = index * 0.5;
      return {
        ...seen,
        pattern: pattern((field) => 120 + 80 * Math.sin(field / 4 + at * 0.7 + 3 * Math.sin(at * 0.31) + Math.sin(at * at * 0.05))),
      };
    };
    expect(pictures(new PictureWatch(), 0, 90, moving)).toEqual([]);
  });
});

describe('sound', () => {
  it.each([
    ['silent', { peakDbfs: -120, levelDbfs: -72, snrDb: null, speech: 0, pitchHz: null }],
    ['clipped', { clipped: 0.05, peakDbfs: 0 }],
    ['noisy', { noiseDbfs: -30, snrDb: 8 }],
    ['noisy', { noiseDbfs: -35, snrDb: null, speech: 0, pitchHz: null }],
  ] as const)('is warned of where it is %s, and until it is not', (check, wrong) => {
    const watch = new SoundWatch();
    expect(sounds(watch, 0, 5, () => ({}))).toEqual([]);
    expect(short(sounds(watch, 5, 4, () => wrong))).toEqual([`${check} began`]);
    expect(short(sounds(watch, 9, 3, () => ({})))).toEqual([`${check} ended`]);
  });

  it('of a quiet room in which nobody speaks is nothing to warn of', () => {
    expect(sounds(new SoundWatch(), 0, 60, () => ({ peakDbfs: -66, noiseDbfs: -70, snrDb: null, speech: 0, pitchHz: null }))).toEqual([]);
  });

  it('of a high and a low voice in turn hints at a second person; of one voice, however lively, it does not', () => {
    const inTurns = sounds(new SoundWatch(), 0, 12, (index) => ({ pitchHz: Math.floor(index / 4) % 2 === 0 ? 118 + (index % 3) : 215 }));
    expect(short(inTurns)).toEqual(['second_voice began']);
    expect(sounds(new SoundWatch(), 0, 30, (index) => ({ pitchHz: 170 + 28 * Math.sin(index) }))).toEqual([]);
  });
});

describe('faces', () => {
  const face = { height: 0.4, confidence: 0.9 };
  it.each([
    ['face_absent', []],
    ['face_absent', [{ ...face, confidence: 0.2 }]],
    ['face_small', [{ ...face, height: 0.09 }]],
    ['extra_person', [face, { ...face, height: 0.2 }]],
  ] as const)('are warned of: %s', (check, wrong) => {
    const watch = new FaceWatch();
    const changes = [face, face].flatMap((one, index) => watch.push(START_MS + index * 1_000, [one]));
    changes.push(...[2, 3, 4].flatMap((index) => watch.push(START_MS + index * 1_000, wrong)));
    expect(short(changes)).toEqual([`${check} began`]);
    expect(short([5, 6].flatMap((index) => watch.push(START_MS + index * 1_000, [face])))).toEqual([`${check} ended`]);
  });
});

describe('two voices at once', () => {
  const speak = (matters: boolean, speech = 0.9) => {
    const watch = new TalkOverWatch();
    return Array.from({ length: 8 }, (_, index) => {
      watch.heard({ atMs: START_MS + index * 500 + 120, speech: 0.9 });
      return watch.push({ atMs: START_MS + index * 500, speech }, matters);
    }).flat();
  };
  it('are warned of where one of them must be heard', () => {
    expect(short(speak(true))).toEqual(['talk_over began']);
    expect(speak(false)).toEqual([]);
    expect(speak(true, 0.2)).toEqual([]);
  });

  it('are still at it while one draws breath', () => {
    const watch = new TalkOverWatch();
    const changes = Array.from({ length: 10 }, (_, index) => {
      watch.heard({ atMs: START_MS + index * 500, speech: index === 2 ? 0.1 : 0.9 });
      return watch.push({ atMs: START_MS + index * 500, speech: index === 4 ? 0.2 : 0.9 }, true);
    });
    expect(short(changes.flat())).toEqual(['talk_over began']);
  });

  it('for as long as a “yes, I see” are not warned of', () => {
    const watch = new TalkOverWatch();
    const changes = Array.from({ length: 12 }, (_, index) => {
      watch.heard({ atMs: START_MS + index * 500, speech: 0.9 });
      return watch.push({ atMs: START_MS + index * 500, speech: index > 3 && index < 7 ? 0.9 : 0 }, true);
    });
    expect(changes.flat()).toEqual([]);
  });

  it.each([-240, 0, 240])('are known whichever of their half seconds is told of first, begun %i ms apart', (apartMs) => {
    const watch = new TalkOverWatch();
    const changes = Array.from({ length: 8 }, (_, index) => {
      const told = watch.push({ atMs: START_MS + index * 500, speech: 0.9 }, true);
      watch.heard({ atMs: START_MS + index * 500 + apartMs, speech: 0.9 });
      return told;
    });
    expect(short(changes.flat())).toEqual(['talk_over began']);
  });

  it('who take turns are not', () => {
    const watch = new TalkOverWatch();
    const changes = Array.from({ length: 40 }, (_, index) => {
      const isFirst = index % 8 < 4;
      watch.heard({ atMs: START_MS + index * 500 + 100, speech: isFirst ? 0.9 : 0 });
      return watch.push({ atMs: START_MS + index * 500, speech: isFirst ? 0 : 0.9 }, true);
    });
    expect(changes.flat()).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { spokenSpan } from './spoken-span.ts';

const RATE = 16_000;
/** A tone as loud as somebody speaks, in seeded noise. */
function clip(seconds: number, noise: number, voice: { fromMs: number; untilMs: number } | null): Int16Array {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x8000_0000 - 1;
  };
  return Int16Array.from({ length: seconds * RATE }, (_, index) => {
    const ms = (index / RATE) * 1_000;
    const isVoice = voice !== null && ms >= voice.fromMs && ms < voice.untilMs;
    return Math.round(random() * noise + (isVoice ? Math.sin(index / 12) * 6_000 : 0));
  });
}

it.each([20, 400])('finds where somebody spoke over noise of %i', (noise) => {
  const found = spokenSpan(clip(4, noise, { fromMs: 1_000, untilMs: 2_500 }));
  expect(found?.fromMs).toBeGreaterThanOrEqual(950);
  expect(found?.fromMs).toBeLessThanOrEqual(1_050);
  expect(found?.untilMs).toBeGreaterThanOrEqual(2_450);
  expect(found?.untilMs).toBeLessThanOrEqual(2_550);
  expect(found?.spokenMs).toBeGreaterThan(1_400);
});

it.each([0, 20, 400, 3_000])('takes noise of %i for nobody speaking', (noise) => {
  expect(spokenSpan(clip(4, noise, null))).toBeNull();
});

it('hears nothing in what is shorter than it looks at', () => {
  expect(spokenSpan(new Int16Array(100))).toBeNull();
});

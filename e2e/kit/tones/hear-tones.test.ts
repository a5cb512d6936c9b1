import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../seeded-random.ts';
import { hearTones } from './hear-tones.ts';
import { lengthOf, tonesOf } from './tone-pairs.ts';

const RATE_HZ = 16_000;
const BEFORE_MS = 400;

/** As a microphone has it: a room's noise, and the signs in it. */
function spoken(signs: string, { level = 4_000, noise = 20, seed = 7 } = {}): Int16Array {
  const random = new SeededRandom(seed);
  const tones = [{ hz: [] as number[], ms: BEFORE_MS }, ...tonesOf(signs), { hz: [], ms: BEFORE_MS }];
  const pcm = new Int16Array((lengthOf(tones) * RATE_HZ) / 1_000);
  let at = 0;
  for (const { hz, ms } of tones) {
    for (const end = at + (ms * RATE_HZ) / 1_000; at < end; at++) {
      const sound = hz.reduce((sum, each) => sum + Math.sin((2 * Math.PI * each * at) / RATE_HZ), 0);
      pcm[at] = Math.round(level * sound + noise * (random.next() - 0.5));
    }
  }
  return pcm;
}
const signs = (pcm: Int16Array) =>
  hearTones(pcm, RATE_HZ)
    .map(({ sign }) => sign)
    .join('');

describe('signs in tones', () => {
  it('are all heard, when they were said, and surely', () => {
    const heard = hearTones(spoken('0123456789X'), RATE_HZ);
    expect(heard.map(({ sign }) => sign).join('')).toBe('0123456789X');
    for (const { confidence } of heard) expect(confidence).toBeGreaterThan(0.9);
    expect(Math.abs((heard[0]?.fromMs ?? 0) - BEFORE_MS)).toBeLessThanOrEqual(30);
    expect(Math.abs((heard[1]?.fromMs ?? 0) - BEFORE_MS - 320)).toBeLessThanOrEqual(30);
  });

  it('are told apart when the same comes twice', () => {
    expect(signs(spoken('1100'))).toBe('1100');
  });

  it('are softer and less sure in noise, and not made up of noise alone', () => {
    const noisy = hearTones(spoken('4071', { level: 1_000, noise: 2_000 }), RATE_HZ);
    expect(noisy.map(({ sign }) => sign).join('')).toBe('4071');
    for (const { confidence } of noisy) expect(confidence).toBeLessThan(0.9);
    expect(signs(spoken('4071', { level: 0, noise: 6_000 }))).toBe('');
  });

  it('are not heard in a hum, a single tone or silence', () => {
    const hum = (...hz: number[]) =>
      Int16Array.from({ length: RATE_HZ }, (_, at) =>
        Math.round(hz.reduce((sum, each) => sum + Math.sin((2 * Math.PI * each * at) / RATE_HZ), 0) * 5_000),
      );
    expect(signs(hum(120, 240, 360))).toBe('');
    expect(signs(hum(697))).toBe('');
    expect(signs(new Int16Array(RATE_HZ))).toBe('');
  });
});

import { expect, test } from 'vitest';
import { chooseSeed } from './config.ts';
import { bestMatch } from './recorded-speech.ts';
import { SeededRandom } from './seeded-random.ts';

test('a sound is found where it stands in a track, also beneath noise, and another one is not', () => {
  const random = new SeededRandom(chooseSeed());
  const noise = (length: number, loudness: number) => Int16Array.from({ length }, () => random.between(-loudness, loudness));
  const [sound, other] = [noise(4_000, 8_000), noise(4_000, 8_000)];
  const track = noise(60_000, 800);
  for (const [index, value] of sound.entries()) track[23_456 + index] = (track[23_456 + index] ?? 0) + value;
  const found = bestMatch(track, sound);
  expect(found.correlation, `seed ${random.seed}`).toBeGreaterThan(0.95);
  expect(found.atMs).toBe((23_456 * 1000) / 4_000);
  expect(bestMatch(track, other).correlation, `seed ${random.seed}`).toBeLessThan(0.2);
});

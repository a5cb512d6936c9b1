import { describe, expect, it } from 'vitest';
import { levelDb, levelRatio } from './level-meter.ts';

const sine = (amplitude: number) =>
  Float32Array.from({ length: 4_800 }, (_, index) => amplitude * Math.sin((2 * Math.PI * 1000 * index) / 48_000));

describe('the level of a microphone', () => {
  it('is −3 dBFS for a full sine and falls by 20 dB for a tenth of it', () => {
    expect(levelDb(sine(1))).toBeCloseTo(-3.01, 1);
    expect(levelDb(sine(0.1))).toBeCloseTo(-23.01, 1);
  });

  it('is empty in silence and full when loud', () => {
    expect(levelRatio(levelDb(new Float32Array(100)))).toBe(0);
    expect(levelRatio(levelDb(sine(1)))).toBe(1);
    expect(levelRatio(-33)).toBeCloseTo(0.5);
  });
});

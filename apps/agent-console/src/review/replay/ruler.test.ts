import { describe, expect, it } from 'vitest';
import { rulerTicks } from './ruler.ts';

describe('rulerTicks', () => {
  it('stands on round minutes for a call of some minutes', () => {
    expect(rulerTicks(768_000)).toEqual(Array.from({ length: 12 }, (_, minute) => (minute + 1) * 60_000));
  });

  it('never crowds, however long the recording', () => {
    for (const lengthMs of [1, 900, 14_000, 61_000, 3_600_000, 14_400_000, 86_400_000 / 2])
      expect(rulerTicks(lengthMs).length, String(lengthMs)).toBeLessThanOrEqual(14);
  });
});

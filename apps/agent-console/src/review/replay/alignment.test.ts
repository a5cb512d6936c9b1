import { describe, expect, it } from 'vitest';
import { correctionOf } from './alignment.ts';

describe('correctionOf', () => {
  it('leaves alone what is aligned', () => {
    expect(correctionOf('audio', 10.01, 10, 1.5)).toEqual({ kind: 'rate', rate: 1.5 });
  });

  it('hurries what is behind and slows what is ahead, never so much that voices change', () => {
    for (const [atS, direction] of [
      [9.9, 1],
      [10.1, -1],
      [9.8, 1],
      [10.2, -1],
    ] as const) {
      const correction = correctionOf('audio', atS, 10, 1);
      if (correction.kind !== 'rate') throw new Error('sought');
      expect(Math.sign(correction.rate - 1)).toBe(direction);
      expect(Math.abs(correction.rate - 1)).toBeLessThan(0.081);
    }
  });

  it('puts right at once what is far off', () => {
    expect(correctionOf('audio', 3, 10, 1)).toEqual({ kind: 'seek', toS: 10 });
    expect(correctionOf('audio', 10.4, 10, 1).kind).toBe('seek');
    expect(correctionOf('audio', 10.4, 10, 4).kind).toBe('rate');
  });

  it('brings a drifting element back and keeps it there', () => {
    for (const speed of [0.5, 1, 2, 4]) {
      let atS = 9.8;
      let shouldS = 10;
      for (let step = 0; step < 100; step++) {
        const correction = correctionOf('audio', atS, shouldS, speed);
        if (correction.kind === 'seek') throw new Error(`sought at ${speed}×`);
        // An element that by itself runs half a per cent slow.
        atS += correction.rate * 0.995 * 0.1;
        shouldS += speed * 0.1;
      }
      expect(Math.abs(atS - shouldS), `${speed}×`).toBeLessThan(0.06);
    }
  });
});

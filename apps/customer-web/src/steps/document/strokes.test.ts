import { describe, expect, it } from 'vitest';
import { strokesInField } from './strokes.ts';

const point = (x: number, y: number, time: number, pressure = 0) => ({ x, y, time, pressure });

describe('handwriting in its field', () => {
  it('is told in shares of the field and in time since the first touch, with pressure only where the pen knows it', () => {
    const strokes = [[point(0, 0, 5_000), point(150, 75, 5_020, 0.4)], [point(300, 150, 5_400)]];
    expect(strokesInField(strokes, { width: 300, height: 150 }, 2)).toEqual([
      [
        { x: 0, y: 0, t: 0 },
        { x: 0.5, y: 0.5, t: 20, pressure: 0.4 },
      ],
      [{ x: 1, y: 1, t: 400 }],
    ]);
  });

  it('keeps its shape in a field that is flatter than the pad, and in one that is higher', () => {
    const corners = [[point(0, 0, 0), point(300, 150, 10)]];
    const [flat] = strokesInField(corners, { width: 300, height: 150 }, 4);
    expect(flat).toEqual([
      { x: 0.25, y: 0, t: 0 },
      { x: 0.75, y: 1, t: 10 },
    ]);
    const [high] = strokesInField(corners, { width: 300, height: 150 }, 1);
    expect(high).toEqual([
      { x: 0, y: 0.25, t: 0 },
      { x: 1, y: 0.75, t: 10 },
    ]);
  });

  it('stays inside of the field and of what the counter takes, however long somebody writes beside the pad', () => {
    const long = Array.from({ length: 5_000 }, (_, index) => point(index - 1_000, -20, index));
    const [stroke = []] = strokesInField([long], { width: 300, height: 150 }, 2);
    expect(stroke.length).toBeLessThanOrEqual(1_000);
    expect(stroke.every(({ x, y }) => x >= 0 && x <= 1 && y === 0)).toBe(true);
    expect(stroke.at(-1)).toMatchObject({ x: 1, t: 4_999 });
  });
});

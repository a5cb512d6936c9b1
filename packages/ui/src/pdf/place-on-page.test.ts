import { expect, it } from 'vitest';
import { pathOf } from './place-on-page.tsx';

it('handwriting is drawn stroke by stroke, a touch as a dot', () => {
  expect(
    pathOf([
      [
        { x: 0, y: 0 },
        { x: 1, y: 0.5 },
      ],
      [{ x: 0.2, y: 0.3 }],
    ]),
  ).toBe('M0 0L1 0.5M0.2 0.3h0');
});

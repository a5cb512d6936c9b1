import { expect, it } from 'vitest';
import { everyDay } from './period.ts';

it('has every day of the period, also across the end of a month', () => {
  const known = { day: '2026-10-31', reviewed: 2, passed: 1, inspected: 3, withFailure: 1 };
  const days = everyDay({ from: '2026-10-30', to: '2026-11-02', days: [known] });
  expect(days.map(({ day, inspected }) => `${day} ${inspected}`)).toEqual(['2026-10-30 0', '2026-10-31 3', '2026-11-01 0', '2026-11-02 0']);
});

import { describe, expect, it } from 'vitest';
import { isLabelledBefore, isNarrow, labelGroups } from './label-groups.ts';

const view = { fromMs: 0, untilMs: 100_000 };
const at = (fromMs: number, untilMs = fromMs + 500) => ({ fromMs, untilMs });

describe('labels on a lane', () => {
  it('never lie on one another: what begins too near to another stands behind its label', () => {
    const all = [at(40_000, 90_000), at(1_000), at(3_000), at(41_000)];
    expect(labelGroups(all, view).map((group) => group.map(({ fromMs }) => fromMs))).toEqual([
      [1_000, 3_000],
      [40_000, 41_000],
    ]);
  });

  it('stand beside a short stretch, from whose end the next one needs room', () => {
    expect([at(1_000, 6_000), at(1_000, 9_000)].map((one) => isNarrow(one, view))).toEqual([true, false]);
    expect(labelGroups([at(1_000, 6_000), at(18_000)], view)).toHaveLength(1);
    expect(labelGroups([at(1_000, 9_000), at(18_000)], view)).toHaveLength(2);
  });

  it('come apart when one looks nearer', () => {
    expect(labelGroups([at(1_000), at(3_000)], { fromMs: 0, untilMs: 10_000 })).toHaveLength(2);
  });

  it('that turn towards one another near the end share one when there is no room for both', () => {
    expect(labelGroups([at(75_000), at(95_000)], view)).toHaveLength(1);
    expect(labelGroups([at(60_000), at(95_000)], view)).toHaveLength(2);
  });

  it('stand before what begins near the end', () => {
    expect(isLabelledBefore(95_000, view)).toBe(true);
    expect(isLabelledBefore(50_000, view)).toBe(false);
  });
});

import { expect, it } from 'vitest';
import { shippedPacks } from '../packs/index.ts';
import { diffPacks } from './diff-packs.ts';
import type { RulePack } from './rule-pack.ts';

const [pack] = shippedPacks(['in-vcip']) as [RulePack];

it('a pack does not differ from itself, in whatever order its rules stand', () => {
  expect(diffPacks(pack, { ...pack, rules: pack.rules.toReversed() })).toEqual({ added: [], removed: [], changed: [] });
});

it('tells which rules came, went, and were changed in what', () => {
  const [first, second, ...others] = pack.rules as [RulePack['rules'][number], RulePack['rules'][number], ...RulePack['rules']];
  const after = {
    ...pack,
    version: 2,
    rules: [{ ...second, severity: 'minor' as const, on: false }, ...others, { ...first, id: 'IN-new' }],
  };
  expect(diffPacks(pack, after)).toEqual({
    added: ['IN-new'],
    removed: [first.id],
    changed: [{ ruleId: second.id, members: ['on', 'severity'] }],
  });
});

it('sees a figure that was changed within the parameters', () => {
  const gaps = pack.rules.find(({ evaluator }) => evaluator === 'gap_max') ?? expect.unreachable();
  const after = {
    ...pack,
    rules: pack.rules.map((rule) => (rule === gaps ? { ...rule, parameters: { ...rule.parameters, eachMs: 1 } } : rule)),
  };
  expect(diffPacks(pack, after).changed).toEqual([{ ruleId: gaps.id, members: ['parameters'] }]);
});

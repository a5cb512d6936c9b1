import { describe, expect, it, test } from 'vitest';
import { evaluatePack } from '../evaluate-pack.ts';
import { completeFacts } from '../examples/complete-facts.ts';
import { RecordingFacts } from '../facts.ts';
import { runExamples } from '../pack/run-examples.ts';
import { DEFAULT_PACKS, shippedPackIds, shippedPacks } from './index.ts';

const packs = shippedPacks(shippedPackIds());
const pack = (id: string) => packs.find((one) => one.id === id) ?? expect.unreachable(id);

describe.each(packs.map((one) => [one.id, one] as const))('%s', (_id, one) => {
  test.each(runExamples(one).map((run) => [`${run.ruleId}, the ${run.example} example`, run] as const))(
    '%s says what it should',
    (_name, run) => {
      expect(run.got).toBe(run.expected);
    },
  );

  it('switches off what nobody has held against its text', () => {
    for (const rule of one.rules) {
      const unseen = ['memory', 'conflicting'].includes(rule.citation.seen);
      expect({ id: rule.id, checked: rule.checked }).toEqual({ id: rule.id, checked: !unseen });
      if (unseen) expect({ id: rule.id, on: rule.on }).toEqual({ id: rule.id, on: false });
    }
  });
});

it('examples stand on facts that fit their schema', () => {
  expect(RecordingFacts.parse(completeFacts())).toEqual(completeFacts());
});

it('notice 110 is asked of branches alone, and what is asked of remote sales is not asked of branches', () => {
  const results = (channel: RecordingFacts['channel']) =>
    packs.flatMap((one) => evaluatePack(one, { ...completeFacts(), channel })).map(({ ruleId }) => ruleId);
  expect(results('branch')).toContain('CN-B3-parts');
  expect(results('branch').filter((id) => id.startsWith('CN-B6'))).toEqual([]);
  expect(results('remote').filter((id) => /^CN-B[1-5]/.test(id))).toEqual([]);
  expect(results('remote')).toContain('CN-B6-parts');
});

it('a bank is asked what its own packs ask, and nothing of another country', () => {
  expect(shippedPacks().map(({ id }) => id)).toEqual(DEFAULT_PACKS);
  expect(DEFAULT_PACKS.filter((id) => !/^(baseline$|cn-)/.test(id))).toEqual([]);
  expect(() => shippedPacks(['baseline', 'atlantis'])).toThrow('bad_request');
});

it('a broken call fails in India and Germany, where it has to begin anew', () => {
  const gaps: RecordingFacts['gaps'] = [
    { trackId: 'customer-video', role: 'customer', kind: 'video', fromMs: 60_000, toMs: 63_000, trouble: 'track_silent' },
  ];
  const failed = (id: string) =>
    evaluatePack(pack(id), { ...completeFacts(), product: 'account', gaps }).flatMap(({ ruleId, result }) =>
      result === 'fail' ? [ruleId] : [],
    );
  expect(failed('in-vcip')).toEqual(['IN-7-whole']);
  expect(failed('de-bafin-3-2017')).toContain('DE-2-uninterrupted');
});

it('a rule is asked from its first day on', () => {
  const asked = (beganAt: number) => evaluatePack(pack('cn-remote'), { ...completeFacts(), beganAt }).map(({ ruleId }) => ruleId);
  // Midnight in Shanghai is 16:00 UTC of the day before.
  const firstMoment = Date.UTC(2025, 8, 30, 16);
  expect(asked(firstMoment)).toContain('CN-B6-parts');
  expect(asked(firstMoment - 1)).not.toContain('CN-B6-parts');
});

it('whoever’s age is unknown gets the rules of the elderly as not evaluated, and somebody younger not at all', () => {
  const elderly = (customer: RecordingFacts['customer']) =>
    evaluatePack(pack('cn-general'), { ...completeFacts(), customer }).find(({ ruleId }) => ruleId === 'CN-S1-elderly')?.result;
  expect(elderly(null)).toBe('not_evaluated');
  expect(elderly({ ageFrom: 60, ageBelow: 70 })).toBe('not_evaluated');
  expect(elderly({ ageFrom: 30, ageBelow: 31 })).toBeUndefined();
  expect(elderly({ ageFrom: 65, ageBelow: null })).toBe('pass');
});

import type { RecordingId, SamplingRuleId, SamplingRuleView, ServiceTypeId } from '@guichet/protocol';
import { expect, it } from 'vitest';
import { agreement } from './kappa.ts';
import { draw, type Sampled } from './sampling.ts';

const rule = (facts: Partial<SamplingRuleView> = {}): SamplingRuleView => ({
  samplingRuleId: 'smp_000000000000000000000000' as SamplingRuleId,
  title: { 'zh-CN': '抽检', en: 'A share' },
  percent: 100,
  product: null,
  serviceTypeIds: null,
  agentIds: null,
  ageFrom: null,
  riskFrom: null,
  failed: null,
  secondPerson: false,
  deadlineHours: 24,
  active: true,
  ...facts,
});
const sampled = (facts: Partial<Sampled> = {}): Sampled => ({
  recordingId: 'rec_1' as RecordingId,
  product: 'wealth_product',
  risk: 3,
  serviceTypeId: 'svc_1' as ServiceTypeId,
  agentId: null,
  customer: { ageFrom: 40, ageBelow: 41 },
  results: [],
  ...facts,
});
const failing = (severity: 'critical' | 'minor') => ({
  results: [
    { ruleId: 'r', packId: 'p', packVersion: 1, severity, result: 'fail' as const, reason: { 'zh-CN': 'x', en: 'x' }, moments: [] },
  ],
});

it('the same seed draws the same, and a share of all is drawn', () => {
  const share = rule({ percent: 30 });
  const drawn = Array.from({ length: 10_000 }, (_, at) => draw(`seed${at}`, sampled(), [share])[0]?.drawn === true);
  expect(Array.from({ length: 10_000 }, (_, at) => draw(`seed${at}`, sampled(), [share])[0]?.drawn === true)).toEqual(drawn);
  const part = drawn.filter(Boolean).length / drawn.length;
  // Four standard deviations of 10,000 draws of 30 % are 1.8 %.
  expect(Math.abs(part - 0.3)).toBeLessThan(0.019);
  expect(draw('seed', sampled(), [rule({ percent: 0 })])[0]?.drawn).toBe(false);
  expect(draw('seed', sampled(), [rule({ percent: 100 })])[0]?.drawn).toBe(true);
});

it.each([
  ['another product', rule({ product: ['insurance'] }), sampled(), 0],
  ['a product that nobody knows', rule({ product: ['insurance'] }), sampled({ product: null }), 1],
  ['a customer who is younger', rule({ ageFrom: 65 }), sampled(), 0],
  ['a customer whose age nobody knows', rule({ ageFrom: 65 }), sampled({ customer: null }), 1],
  ['a customer of that age', rule({ ageFrom: 65 }), sampled({ customer: { ageFrom: 65, ageBelow: null } }), 1],
  ['a product of less risk', rule({ riskFrom: 4 }), sampled(), 0],
  ['a product of that risk', rule({ riskFrom: 3 }), sampled(), 1],
  ['a product whose risk nobody knows', rule({ riskFrom: 4 }), sampled({ risk: null }), 1],
  ['nothing that failed', rule({ failed: 'minor' }), sampled(), 0],
  ['a failure that is not severe enough', rule({ failed: 'critical' }), sampled(failing('minor')), 0],
  ['a failure that is severe enough', rule({ failed: 'minor' }), sampled(failing('critical')), 1],
  ['a rule that is switched off', rule({ active: false }), sampled(), 0],
])('%s', (_what, one, about, hits) => {
  expect(draw('seed', about, [one])).toHaveLength(hits);
});

it('kappa is the agreement beyond chance', () => {
  // By hand: rows 0.5, 0.3, 0.2, columns 0.6, 0.3, 0.1, so p_e = 0.30 + 0.09 + 0.02; p_o = 140 of 200.
  const cells: [string, string, number][] = [
    ['a', 'a', 88],
    ['a', 'b', 10],
    ['a', 'c', 2],
    ['b', 'a', 14],
    ['b', 'b', 40],
    ['b', 'c', 6],
    ['c', 'a', 18],
    ['c', 'b', 10],
    ['c', 'c', 12],
  ];
  const pairs = cells.flatMap(([one, other, count]) => Array.from({ length: count }, (): [string, string] => [one, other]));
  const { kappa, same } = agreement(pairs);
  expect(same / pairs.length).toBeCloseTo(0.7, 10);
  expect(kappa).toBeCloseTo((0.7 - 0.41) / (1 - 0.41), 10);
  expect(agreement([]).kappa).toBeNull();
  expect(agreement([['pass', 'pass']]).kappa).toBeNull();
  expect(
    agreement([
      ['pass', 'reject'],
      ['reject', 'pass'],
    ]).kappa,
  ).toBe(-1);
});

import { SamplingRuleFacts } from '@guichet/protocol';
import { expect, it } from 'vitest';
import { draftOf, factsOf, problemOf, type SamplingDraft } from './sampling-form.ts';

const draft = (change: Partial<SamplingDraft> = {}): SamplingDraft => ({
  ...draftOf(null),
  titleZh: '抽检',
  titleEn: 'A share',
  ...change,
});

it.each([
  ['a title in one language', { titleEn: ' ' }, 'missingTitle'],
  ['more than everything', { percent: '100.5' }, 'badPercent'],
  ['no share', { percent: '' }, 'badPercent'],
  ['half an hour', { deadlineHours: '0.5' }, 'badDeadline'],
  ['no time at all', { deadlineHours: '0' }, 'badDeadline'],
  ['an age that nobody has', { ageFrom: '121' }, 'badAge'],
  ['nothing wrong', { percent: '0.5', ageFrom: '65' }, null],
] as const)('%s', (_what, change, problem) => {
  expect(problemOf(draft(change))).toBe(problem);
});

it('what is not chosen is whatever it is, and comes back as it was sent', () => {
  const facts = factsOf(draft({ products: ['insurance'], ageFrom: '65', riskFrom: '4', failed: 'major' }));
  expect(SamplingRuleFacts.parse(facts)).toEqual(facts);
  expect(facts).toMatchObject({ product: ['insurance'], serviceTypeIds: null, agentIds: null, ageFrom: 65, riskFrom: 4 });
  expect(factsOf(draftOf({ ...facts, samplingRuleId: 'smp_1' as never }))).toEqual(facts);
});

import type { FindingView } from '@guichet/protocol';
import { expect, it } from 'vitest';
import { type DecisionDraft, EMPTY_DRAFT, findingsToSend, problemsOf } from './decision-draft.ts';

const finding = (findingId: string, result: FindingView['result']) => ({ findingId, result }) as FindingView;
const found = [finding('a', 'fail'), finding('b', 'not_evaluated'), finding('c', 'pass')];
const draft = (facts: Partial<DecisionDraft>): DecisionDraft => ({
  decision: 'reject',
  reason: 'r',
  findings: { a: { decision: 'confirmed', reason: '' }, b: { decision: 'unclear', reason: 'x' } },
  ...facts,
});

it('asks for every rule that did not pass, a decision, and reasons', () => {
  expect(problemsOf(EMPTY_DRAFT, found).map(({ what }) => what)).toEqual(['finding', 'finding', 'decision', 'reason']);
  expect(problemsOf(draft({}), found)).toEqual([]);
});

it('asks why somebody says otherwise than the rule', () => {
  const findings = { a: { decision: 'overruled' as const, reason: ' ' }, b: { decision: 'unclear' as const, reason: 'x' } };
  expect(problemsOf(draft({ findings }), found)).toEqual([{ what: 'finding_reason', findingId: 'a' }]);
});

it('lets nothing pass of which a failure was confirmed', () => {
  expect(problemsOf(draft({ decision: 'pass' }), found)).toEqual([{ what: 'pass_with_failure' }]);
  expect(problemsOf(draft({ decision: 'pass_with_remark' }), found)).toEqual([]);
});

it('sends what was said, without empty reasons and without rules that passed', () => {
  expect(findingsToSend(draft({}), found)).toEqual([
    { findingId: 'a', decision: 'confirmed', reason: null },
    { findingId: 'b', decision: 'unclear', reason: 'x' },
  ]);
});

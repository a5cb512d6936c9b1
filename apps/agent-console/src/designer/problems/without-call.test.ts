import { shippedFlows } from '@guichet/workflow';
import { expect, test } from 'vitest';
import { changeEdge } from '../edit/commands.ts';
import { type Draft, readDraft } from '../edit/draft.ts';
import { stepsWithoutCall } from './without-call.ts';

function draftsByKey(): ReadonlyMap<string, Draft> {
  return new Map(
    shippedFlows.map((flow) => {
      const read = readDraft(flow);
      if (!read.ok) throw new Error('unreadable');
      return [read.draft.key, read.draft];
    }),
  );
}

const drafts = draftsByKey();
const idsWithoutCall = (draft: Draft): readonly string[] => stepsWithoutCall(draft).map(({ id }) => id);

test.each([...drafts])('no step of %s waits for a call that nothing opens', (_, draft) => {
  expect(idsWithoutCall(draft)).toEqual([]);
});

test('a way past the call is found, though another way opens one', () => {
  const past = changeEdge(drafts.get('wealth-sale') as Draft, 'check.passed>line', { to: 'opening' });
  expect(idsWithoutCall(past)).toContain('opening');
});

test('where a short call was ended there is none any more', () => {
  const after = changeEdge(drafts.get('lost-card') as Draft, 'hangUp.closed>replace', { to: 'wish' });
  expect(idsWithoutCall(after)).toEqual(['wish', 'deliveryForm']);
});

import { shippedFlow } from '@guichet/workflow';
import { expect, test } from 'vitest';
import { stepFrom } from '../palette/components.ts';
import { addComponent, type Where, whereFor } from './add-component.ts';
import { STEP_BELOW } from './commands.ts';
import { type Draft, edgeIds, emptyDraft, readDraft } from './draft.ts';
import { placed } from './layout.ts';

const text = { 'zh-CN': '流程', en: 'Flow' };
const empty = (): Draft => emptyDraft({ key: 'own-flow', title: text, summary: text, channel: 'remote', product: 'account' });
const NOTHING = { nodes: new Set<string>(), edges: new Set<string>(), comments: new Set<string>() };
const add = (draft: Draft, component: string, where: Where) => {
  const added = addComponent(draft, (before, at) => stepFrom(before, component, at), where);
  if (!added.ok) throw new Error(added.reason);
  return added;
};

test('components picked one after the other follow one another, wherever the keyboard is', () => {
  let draft = empty();
  let chosen: string | null = null;
  for (const component of ['connect', 'conversation', 'end']) {
    const added = add(draft, component, whereFor(draft, NOTHING, chosen));
    [draft, chosen] = [added.draft, added.id];
  }
  expect(draft.edges.map(({ from, to }) => `${from.node}.${from.port}>${to}`)).toEqual([
    'connect.connected>conversation',
    'conversation.done>end',
  ]);
  // Behind an end nothing follows: the next is put beside what is there.
  expect(whereFor(draft, NOTHING, chosen).kind).toBe('free');
});

test('what is put on an edge has room there: everything below gives way', () => {
  const read = readDraft(shippedFlow('wealth-sale'));
  if (!read.ok) throw new Error('unreadable');
  const draft = placed(read.draft);
  const edgeId = edgeIds(draft.edges).find((id) => id === 'pitch.done>disclosure') ?? '';
  const { draft: after, id } = add(draft, 'decision', { kind: 'edge', edgeId });
  const y = (name: string) => after.places[name]?.y ?? Number.NaN;
  expect(y(id) - y('pitch')).toBeGreaterThanOrEqual(STEP_BELOW - 8);
  expect(y('disclosure') - y(id)).toBeGreaterThanOrEqual(STEP_BELOW - 8);
  expect(y('notice')).toBe(draft.places['notice']?.y);
});

test('a step that is dropped where another one stands is put beside it', () => {
  const first = add(empty(), 'connect', { kind: 'free', at: { x: 0, y: 0 } });
  const second = add(first.draft, 'connect', { kind: 'free', at: { x: 8, y: 8 } });
  expect(second.draft.places[second.id]?.x).toBeGreaterThan(208);
});

test('a step without a way on that is free takes nothing behind it, and says why', () => {
  const { draft } = add(empty(), 'end', { kind: 'free', at: { x: 0, y: 0 } });
  expect(addComponent(draft, (before, at) => stepFrom(before, 'script', at), { kind: 'after', node: 'end' })).toEqual({
    ok: false,
    reason: 'ends_here',
  });
  expect(addComponent(draft, (before, at) => stepFrom(before, 'script', at), { kind: 'after', node: 'nowhere' })).toEqual({
    ok: false,
    reason: 'gone',
  });
});

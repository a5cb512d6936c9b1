import { shippedFlow } from '@guichet/workflow';
import { expect, test } from 'vitest';
import { type Draft, readDraft } from '../edit/draft.ts';
import { placed } from '../edit/layout.ts';
import { inFlowOrder, neighbour } from './neighbours.ts';

const draft = ((): Draft => {
  const read = readDraft(shippedFlow('wealth-sale'));
  if (!read.ok) throw new Error('unreadable');
  return placed(read.draft);
})();

test('every step can be walked to with the arrow keys from the beginning', () => {
  const seen = new Set<string>();
  const open = [draft.start as string];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const direction of ['up', 'down', 'left', 'right'] as const) open.push(neighbour(draft, id, direction) ?? id);
  }
  expect(seen.size).toBe(draft.nodes.length);
});

test('where nothing lies in a direction, nothing is walked to', () => {
  const alone = { ...draft, nodes: draft.nodes.slice(0, 1), comments: [] };
  expect(neighbour(alone, alone.nodes[0]?.id ?? '', 'down')).toBeNull();
});

test('the list of steps begins where the flow begins and leaves none out', () => {
  const order = inFlowOrder(draft);
  expect(order[0]).toBe('notice');
  expect(new Set(order).size).toBe(draft.nodes.length);
  // What nothing leads to comes last.
  expect(order.at(-1)).toBe('cancelOrder');
});

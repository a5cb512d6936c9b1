import { shippedFlows } from '@guichet/workflow';
import { expect, test } from 'vitest';
import { type Draft, edgeIds, readDraft } from '../edit/draft.ts';
import { arranged } from '../edit/layout.ts';
import { lanePath, lanesOf } from './lanes.ts';

const drawn = (raw: unknown): Draft => {
  const read = readDraft(raw);
  if (!read.ok) throw new Error('unreadable');
  return { ...read.draft, places: arranged(read.draft) };
};

test('an edge past a step goes round it, beside the others that do', () => {
  const [flow] = shippedFlows;
  const draft = drawn(flow);
  const [a, b, c] = draft.nodes.map(({ id }) => id) as [string, string, string];
  const edges = [
    { from: { node: a, port: 'accepted' }, to: b },
    { from: { node: a, port: 'accepted' }, to: c },
    { from: { node: a, port: 'refused' }, to: c },
  ];
  const stacked = {
    ...draft,
    nodes: draft.nodes.slice(0, 3),
    edges,
    places: { [a]: { x: 0, y: 0 }, [b]: { x: 0, y: 112 }, [c]: { x: 0, y: 224 } },
  };
  const ids = edgeIds(edges);
  const lanes = lanesOf(stacked, ids);
  expect(lanes.has(ids[0] ?? '')).toBe(false);
  const [second, third] = [lanes.get(ids[1] ?? '') ?? 0, lanes.get(ids[2] ?? '') ?? 0];
  for (const lane of [second, third]) expect(lane < 0 || lane > 208).toBe(true);
  expect(Math.abs(second - third)).toBeGreaterThanOrEqual(14);
});

test('an edge that leads up again goes past everything between', () => {
  const [flow] = shippedFlows;
  const draft = drawn(flow);
  const [a, b] = draft.nodes.map(({ id }) => id) as [string, string];
  const edges = [{ from: { node: b, port: 'passed' }, to: a }];
  const stacked = { ...draft, nodes: draft.nodes.slice(0, 2), edges, places: { [a]: { x: 0, y: 0 }, [b]: { x: 0, y: 112 } } };
  const lane = lanesOf(stacked, edgeIds(edges)).get(edgeIds(edges)[0] ?? '') ?? 0;
  expect(lane < 0 || lane > 208).toBe(true);
});

test('a path begins and ends where it should and keeps to its lane', () => {
  expect(lanePath({ x: 0, y: 0 }, { x: 0, y: 200 }, 150)).toMatch(/^M 0 0 .*150 .* L 0 200$/);
});

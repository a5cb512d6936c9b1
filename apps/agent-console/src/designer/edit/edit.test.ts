import { nodeRegistry, shippedFlow, shippedFlows, validateFlow } from '@guichet/workflow';
import { expect, test } from 'vitest';
import { aligned } from './align.ts';
import { clip, clippingText, paste, readClipping } from './clipboard.ts';
import { addNode, appendNode, changeEdge, insertOnEdge, removeChosen, renameNode, shiftEdge } from './commands.ts';
import { connect, freePorts, misfitOf } from './connect.ts';
import { compare } from './diff.ts';
import { definitionOf, type Draft, edgeIds, emptyDraft, nodeOf, readDraft } from './draft.ts';
import { commit, historyOf, redo, undo } from './history.ts';
import { arranged, placed } from './layout.ts';
import { newNode } from './new-node.ts';
import { readyMadeSteps } from './ready-made.ts';

const text = { 'zh-CN': '流程', en: 'Flow' };
const empty = (): Draft => emptyDraft({ key: 'own-flow', title: text, summary: text, channel: 'remote', product: 'account' });
const wealth = (): Draft => drawn(shippedFlow('wealth-sale'));
const nothing = { nodes: new Set<string>(), edges: new Set<string>(), comments: new Set<string>() };

function drawn(raw: unknown): Draft {
  const read = readDraft(raw);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return placed(read.draft);
}

const problems = (draft: Draft) => validateFlow(definitionOf(draft), { registry: nodeRegistry }).map(({ code }) => code);
const append = (draft: Draft, after: string, type: string): Draft => {
  const appended = appendNode(draft, after, newNode(draft, type), { x: 0, y: 0 });
  if (appended === null) throw new Error(`${after} has no free port`);
  return appended;
};

test('an empty flow is no definition; with its first step it begins there', () => {
  expect(definitionOf(empty())).toBeNull();
  const one = addNode(empty(), newNode(empty(), 'conversation'), { x: 3, y: 5 });
  expect(one.start).toBe('conversation');
  expect(one.places).toEqual({ conversation: { x: 0, y: 8 } });
});

test('three steps put behind one another need nothing else', () => {
  const first = addNode(empty(), newNode(empty(), 'connect'), { x: 0, y: 0 });
  const second = append(first, 'connect', 'conversation');
  expect(problems(append(second, 'conversation', 'end'))).toEqual([]);
});

test('a step that is put on an edge stands between its two ends and keeps the condition', () => {
  const draft = wealth();
  const edge = draft.edges.find(({ to }) => to === 'disclosure');
  const id = edgeIds(draft.edges)[draft.edges.indexOf(edge as never)] as string;
  const inserted = insertOnEdge(changeEdge(draft, id, { when: 'age > 60' }), id, newNode(draft, 'conversation'), { x: 0, y: 0 }) as Draft;
  expect(inserted.edges).toContainEqual({ from: { node: 'pitch', port: 'done' }, to: 'conversation', when: 'age > 60' });
  expect(inserted.edges).toContainEqual({ from: { node: 'conversation', port: 'done' }, to: 'disclosure' });
  expect(insertOnEdge(draft, id, newNode(draft, 'end'), { x: 0, y: 0 })).toBeNull();
});

test('removing steps takes their edges and whatever named them along', () => {
  const draft = removeChosen(wealth(), { ...nothing, nodes: new Set(['cancelOrder', 'disclosure', 'notice']) });
  expect(nodeOf(draft, 'placeOrder')).not.toHaveProperty('compensation');
  expect(draft.edges.some(({ from, to }) => from.node === 'disclosure' || to === 'disclosure')).toBe(false);
  expect(draft.start).toBe('check');
  expect(draft.places).not.toHaveProperty('notice');
});

test.each([
  ['itself', { node: 'pitch', port: 'done', to: 'pitch' }],
  ['from_end', { node: 'completed', port: 'done', to: 'pitch' }],
  ['no_port', { node: 'pitch', port: 'accepted', to: 'sign' }],
  ['twice', { node: 'pitch', port: 'done', to: 'disclosure' }],
  ['undoing', { node: 'pitch', port: 'done', to: 'cancelOrder' }],
  ['gone', { node: 'pitch', port: 'done', to: 'nowhere' }],
] as const)('what does not fit is not connected: %s', (reason, connection) => {
  expect(misfitOf(wealth(), connection)).toBe(reason);
});

test('branches are not crossed, and nothing goes round for ever without waiting', () => {
  const meeting = drawn(shippedFlow('advisers-meeting'));
  const inBranch = meeting.edges.find(({ from }) => from.node === 'gather')?.to as string;
  expect(misfitOf(meeting, { node: inBranch, port: 'failed', to: meeting.nodes.find(({ type }) => type === 'end')?.id as string })).toBe(
    'crosses',
  );
  const first = addNode(empty(), newNode(empty(), 'decision'), { x: 0, y: 0 });
  const second = append(first, 'decision', 'decision');
  expect(misfitOf(second, { node: 'decision2', port: 'next', to: 'decision' })).toBe('endless');
});

test('a port leads to one step; a decision asks its edges in their order, the one without a condition last', () => {
  const draft = wealth();
  const led = connect(draft, { node: 'pitch', port: 'done', to: 'sign' });
  expect(led.edges.filter(({ from }) => from.node === 'pitch')).toEqual([{ from: { node: 'pitch', port: 'done' }, to: 'sign' }]);
  const decision = append(append(addNode(empty(), newNode(empty(), 'decision'), { x: 0, y: 0 }), 'decision', 'end'), 'decision', 'end');
  expect(decision.edges.map(({ to }) => to)).toEqual(['end2', 'end']);
  const [first = ''] = edgeIds(decision.edges);
  expect(shiftEdge(decision, first, 1).edges.map(({ to }) => to)).toEqual(['end', 'end2']);
});

test('a step that is renamed is renamed wherever it is named', () => {
  const renamed = renameNode(wealth(), 'cancelOrder', 'takeBack');
  expect(nodeOf(renamed, 'placeOrder')?.compensation).toBe('takeBack');
  const meeting = drawn(shippedFlow('advisers-meeting'));
  expect(problems(renameNode(meeting, 'gather', 'invitations'))).toEqual([]);
  expect(problems(renameNode(meeting, meeting.start as string, 'begin'))).toEqual([]);
});

test('steps are pasted into another flow under free names, with variables and segments, edges between them, and no others', () => {
  const clipping = readClipping(clippingText(clip(wealth(), new Set(['idDocument', 'liveness']))));
  const once = paste(empty(), clipping as never, { x: 80, y: 80 });
  const twice = paste(once.draft, clipping as never, { x: 0, y: 0 });
  expect(twice.ids).toEqual(['idDocument2', 'liveness2']);
  expect(twice.draft.edges.map(({ from, to }) => `${from.node}>${to}`)).toEqual(['idDocument>liveness', 'idDocument2>liveness2']);
  expect(twice.draft.variables.map(({ name }) => name)).toEqual(['customerName', 'biometricConsent', 'age']);
  expect(twice.draft.segments.map(({ id }) => id)).toEqual(['identity']);
  expect(Math.min(...once.ids.map((id) => once.draft.places[id]?.y ?? -1))).toBe(80);
  expect(readClipping('{"a":1}')).toBeNull();
  expect(readClipping('hello')).toBeNull();
});

test('every step back has its step forward; typing in one place is one step', () => {
  const typed = ['a', 'ab', 'abc'].reduce(
    (history, en) => commit(history, { ...history.present, title: { ...text, en } }, 'changed', 'flow.title'),
    historyOf(empty()),
  );
  expect(typed.past).toHaveLength(1);
  const back = undo(typed);
  expect(back?.history.present.title).toEqual(text);
  expect(redo(back?.history as never)?.history.present.title.en).toBe('abc');
  expect(undo(back?.history as never)).toBeNull();
});

test('what is read and written again is the same flow, and every flow that ships can be laid out without steps on one another', () => {
  for (const raw of shippedFlows) {
    const draft = drawn(raw);
    expect(problems(draft).filter((code) => code !== 'unknown_sub_flow')).toEqual([]);
    expect(compare(drawn(definitionOf(draft)), drawn(raw)).nodes.every(({ change }) => change === 'same')).toBe(true);
    const places = Object.values(arranged(draft));
    for (const [i, a] of places.entries()) {
      expect(places.slice(i + 1).some((b) => Math.abs(a.x - b.x) < 208 && Math.abs(a.y - b.y) < 48)).toBe(false);
    }
  }
});

test('a comparison names what came, went and changed, and not where it is drawn', () => {
  const before = wealth();
  const moved = { ...before, places: arranged(before) };
  expect(compare(before, moved).nodes.filter(({ change }) => change !== 'same')).toEqual([]);
  const after = removeChosen(addNode(before, newNode(before, 'end'), { x: 4_000, y: 0 }), { ...nothing, nodes: new Set(['family']) });
  const changed = { ...after, nodes: after.nodes.map((node) => (node.id === 'pitch' ? { ...node, maxVisits: 3 } : node)) };
  const { nodes, union } = compare(before, changed);
  expect(Object.fromEntries(nodes.filter(({ change }) => change !== 'same').map(({ id, change }) => [id, change]))).toEqual({
    end: 'added',
    family: 'removed',
    pitch: 'changed',
  });
  expect(nodes.find(({ id }) => id === 'pitch')?.differences).toEqual([{ path: 'maxVisits', before: 1, after: 3 }]);
  expect(union.places['family']).toEqual(before.places['family']);
  // What came where something went is drawn beside it.
  const { union: apart } = compare(
    before,
    addNode(removeChosen(before, { ...nothing, nodes: new Set(['family']) }), newNode(before, 'end'), before.places['family'] as never),
  );
  expect(apart.places['family']).not.toEqual(apart.places['end']);
});

test('steps are aligned on the grid and spread evenly', () => {
  const places = { a: { x: 0, y: 0 }, b: { x: 40, y: 104 }, c: { x: 16, y: 400 } };
  expect(aligned(places, ['a', 'b', 'c'], 'left')).toEqual({ a: { x: 0, y: 0 }, b: { x: 0, y: 104 }, c: { x: 0, y: 400 } });
  expect(aligned(places, ['a', 'b', 'c'], 'rows')['b']).toEqual({ x: 40, y: 200 });
  expect(aligned(places, ['a'], 'left')).toEqual({});
});

test('every component begins with a configuration that its type takes, but for what only the flow can say', () => {
  const only = new Set(['join', 'sub-flow']);
  for (const { manifest } of nodeRegistry.all.filter(({ manifest: { type } }) => !only.has(type))) {
    expect([manifest.type, manifest.config.safeParse(newNode(empty(), manifest.type).config).success]).toEqual([manifest.type, true]);
  }
});

test('ready-made steps bring along what they name', () => {
  for (const { steps } of readyMadeSteps()) {
    for (const { clipping } of steps) {
      const { draft } = paste(empty(), clipping, { x: 0, y: 0 });
      const codes = problems(draft).filter((code) => /unknown|personal|output/.test(code));
      expect(codes).toEqual([]);
    }
  }
  const disclosure = readyMadeSteps()
    .flatMap(({ steps }) => steps)
    .find(({ id }) => id === 'wealth-sale/disclosure');
  expect(disclosure?.node.tags).toEqual(['risk_disclosure']);
  expect(freePorts(empty(), disclosure?.node as never)).toContain('done');
});

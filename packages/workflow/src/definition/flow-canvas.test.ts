import { expect, test } from 'vitest';
import { compileFlow } from '../engine/compile.ts';
import { end, flowOf, testOptions } from '../testing/harness.ts';
import { parseDefinition } from './parse.ts';

const at = { x: 10, y: -20 };
const comment = { id: 'c1', ...at, width: 200, height: 80, text: '请法务确认', by: '陈静' };
const drawn = (canvas: object) => flowOf({ a: {}, end }, ['a.done -> end'], { canvas });

test('a definition keeps how it is drawn', () => {
  const canvas = { nodes: { end: at, gone: at }, comments: [comment] };
  expect(parseDefinition(drawn(canvas))).toMatchObject({ ok: true, definition: { canvas } });
});

test('a flow does the same however it is drawn', () => {
  const compiled = [drawn({}), drawn({ nodes: { a: at }, comments: [comment] })].map((raw) => {
    const result = compileFlow(raw, testOptions());
    return result.ok ? [...result.flow.nodes.keys()] : result.problems;
  });
  expect(compiled[0]).toEqual(['a', 'end']);
  expect(compiled[1]).toEqual(compiled[0]);
});

test.each<[string, object]>([
  ['a place beyond the canvas', { nodes: { end: { x: 1e9, y: 0 } } }],
  ['more places than nodes', { nodes: Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`n${index}`, at])) }],
  ['a name that every object has', { nodes: { constructor: at } }],
  ['a comment too small to be read', { comments: [{ ...comment, width: 1 }] }],
  ['a comment as long as a book', { comments: [{ ...comment, text: 'x'.repeat(2_001) }] }],
])('%s is refused', (_what, canvas) => {
  expect(parseDefinition(drawn(canvas)).ok).toBe(false);
});

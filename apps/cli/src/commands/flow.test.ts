import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runProgram } from '../program.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = (words: string) => ({ 'zh-CN': words, en: words });
const definition = {
  formatVersion: 1,
  key: 'wait-and-end',
  title: text('Waiting'),
  summary: text('Waits and ends'),
  channel: 'remote',
  product: 'account',
  roles: ['customer'],
  variables: [{ name: 'amount', type: 'number', title: text('Amount') }],
  start: 'pause',
  nodes: [
    { id: 'pause', type: 'wait', config: { forMs: 2_000, signal: 'bank.called' } },
    { id: 'large', type: 'end', config: { outcome: 'large' } },
    { id: 'small', type: 'end', config: { outcome: 'small' } },
  ],
  edges: [
    { from: { node: 'pause', port: 'elapsed' }, to: 'large', when: 'amount > 100' },
    { from: { node: 'pause', port: 'elapsed' }, to: 'small' },
    { from: { node: 'pause', port: 'signalled' }, to: 'small' },
  ],
};
const scenario = { formatVersion: 1, variables: { amount: 500 }, expect: { outcome: 'large', inOrder: ['pause', 'large'] } };

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function guichet(...args: string[]) {
  const results: string[] = [];
  const notes: string[] = [];
  const output = { result: (line: string) => void results.push(line), note: (line: string) => void notes.push(line) };
  const code = await runProgram(args, { output, language: 'en' });
  return { code, stdout: results.join('\n'), stderr: notes.join('\n') };
}

test('a valid flow exits 0', async () => {
  const path = file('valid.json', definition);
  expect(await guichet('flow', 'validate', path)).toEqual({
    code: 0,
    stdout: 'wait-and-end: valid, 3 nodes, 3 edges.',
    stderr: '',
  });
  const { stdout } = await guichet('flow', 'validate', path, '--json');
  expect(JSON.parse(stdout)).toEqual({ valid: true, key: 'wait-and-end', nodes: 3, edges: 3, problems: [] });
});

test('a flow with problems exits 1 and names the node and what to do', async () => {
  const path = file('invalid.json', { ...definition, edges: definition.edges.slice(0, 1) });
  const { code, stdout } = await guichet('flow', 'validate', path);
  expect(code).toBe(1);
  expect(stdout).toContain('Node “pause”: Every line from “elapsed” has a condition.');
  const json = await guichet('flow', 'validate', path, '--json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout).problems).toContainEqual(expect.objectContaining({ code: 'no_default_edge', nodeId: 'pause' }));
});

test('hostile files exit 1: prototype keys, too many nodes, no JSON at all', async () => {
  const hostile = JSON.stringify(definition).replace('"config":{"forMs"', '"config":{"__proto__":{"x":1},"forMs"');
  expect((await guichet('flow', 'validate', file('proto.json', hostile))).stdout).toContain('Node “pause”: “__proto__” can’t be used');
  const nodes = Array.from({ length: 10_000 }, (_, i) => ({ id: `n${i}`, type: 'wait' }));
  expect(await guichet('flow', 'validate', file('large.json', { ...definition, nodes }))).toMatchObject({ code: 1 });
  expect(await guichet('flow', 'validate', file('text.json', 'no json'))).toMatchObject({ code: 1 });
});

test('what cannot be read, or is no command line of ours, exits 2', async () => {
  const missing = await guichet('flow', 'validate', join(folder, 'missing.json'), '--json');
  expect(missing.code).toBe(2);
  expect(JSON.parse(missing.stdout)).toMatchObject({ error: 'ENOENT' });
  expect(await guichet('flow', 'validate')).toMatchObject({ code: 2 });
  const story = await guichet('flow', 'simulate', file('valid.json', definition), '--scenario', file('bad.json', { formatVersion: 9 }));
  expect(story.code).toBe(2);
  expect(story.stderr).toContain('formatVersion');
  expect(await guichet('flow', 'validate', file('valid.json', definition), '--sub-flow', 'nonsense')).toMatchObject({ code: 2 });
});

test('a story that comes as expected exits 0 and shows the way', async () => {
  const path = file('valid.json', definition);
  const result = await guichet('flow', 'simulate', path, '--scenario', file('story.json', scenario));
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(result.stdout).toBe('pause → large\nended: large, after 2.0 s\nwalked 2 of 3 nodes, 1 of 3 edges');
  const json = JSON.parse((await guichet('flow', 'simulate', path, '--scenario', file('story.json', scenario), '--json')).stdout);
  expect(json).toMatchObject({ valid: true, ok: true, outcome: 'large', unmet: [] });
  expect(json.trace[0].views.customer.current[0]).toMatchObject({ nodeId: 'pause' });
});

test('one that does not exits 1 and says what is different', async () => {
  const story = file('other.json', { ...scenario, variables: { amount: 5 } });
  const { code, stdout } = await guichet('flow', 'simulate', file('valid.json', definition), '--scenario', story);
  expect(code).toBe(1);
  expect(stdout).toContain('! outcome: expected "large", got "small"');
});

test('a flow that is not valid is not simulated', async () => {
  const { code, stdout } = await guichet('flow', 'simulate', file('unknown.json', { ...definition, start: 'nowhere' }), '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, valid: false });
});

test('a flow that calls another is given it by its key and version', async () => {
  const caller = {
    ...definition,
    key: 'caller',
    start: 'call',
    nodes: [
      { id: 'call', type: 'sub-flow', config: { flow: 'wait-and-end', version: 2, input: { amount: '=amount' } } },
      { id: 'end', type: 'end', config: { outcome: 'completed' } },
    ],
    edges: [{ from: { node: 'call', port: 'done' }, to: 'end' }],
  };
  const path = file('caller.json', caller);
  expect(await guichet('flow', 'validate', path)).toMatchObject({ code: 1 });
  const inner = `wait-and-end@2=${file('valid.json', definition)}`;
  expect(await guichet('flow', 'validate', path, '--sub-flow', inner)).toMatchObject({ code: 0 });
  expect((await guichet('flow', 'simulate', path, '--sub-flow', inner)).stdout).toContain('call → call/pause → call/small → end');
});

test('the schema names the format and every component', async () => {
  const { code, stdout } = await guichet('flow', 'schema', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ $id: 'urn:guichet:flow:1', $defs: { 'config-wait': {} } });
});

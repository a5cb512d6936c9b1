import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedPackFiles } from '@guichet/rules';
import { completeFacts } from '@guichet/rules/examples';
import { afterAll, expect, test } from 'vitest';
import { runProgram } from '../program.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

async function guichet(...args: string[]) {
  const results: string[] = [];
  const code = await runProgram([...args, '--json'], {
    language: 'en',
    output: { result: (text) => void results.push(text), note: () => undefined },
  });
  return { code, json: JSON.parse(results.join('')) as Record<string, unknown> };
}

test('a pack that ships is in order', async () => {
  expect(await guichet('rules', 'check', file('pack.json', shippedPackFiles[0]))).toMatchObject({
    code: 0,
    json: { valid: true, id: 'baseline' },
  });
});

test('a pack whose example says something else than it should exits 1 and names the rule', async () => {
  const pack = structuredClone(shippedPackFiles[0]) as { rules: { id: string; examples: { good: { expect: string } } }[] };
  const [first] = pack.rules;
  if (first === undefined) expect.unreachable();
  first.examples.good.expect = 'warn';
  expect(await guichet('rules', 'check', file('other.json', pack))).toMatchObject({
    code: 1,
    json: { valid: false, examples: [{ ruleId: first.id, got: 'pass' }] },
  });
});

test('two versions of a pack that differ exit 1 and name what was changed, a pack and itself exit 0', async () => {
  const pack = structuredClone(shippedPackFiles[0]) as { rules: { id: string; severity: string }[] };
  const [first] = pack.rules;
  if (first === undefined) expect.unreachable();
  first.severity = 'minor';
  expect(await guichet('rules', 'diff', 'baseline', file('stricter.json', pack))).toMatchObject({
    code: 1,
    json: { same: false, added: [], removed: [], changed: [{ ruleId: first.id, members: ['severity'] }] },
  });
  expect(await guichet('rules', 'diff', 'baseline', 'baseline')).toMatchObject({ code: 0, json: { same: true } });
});

test('a recording that is as it should be exits 0, another one 1', async () => {
  expect((await guichet('rules', 'evaluate', file('good.json', completeFacts()), '--pack', 'cn-remote')).code).toBe(0);
  const without = { ...completeFacts(), answers: [] };
  const { code, json } = await guichet('rules', 'evaluate', file('bad.json', without), '--pack', 'cn-remote');
  expect({
    code,
    failed: (json['results'] as { ruleId: string; result: string }[]).filter(({ result }) => result === 'fail').map(({ ruleId }) => ruleId),
  }).toEqual({
    code: 1,
    failed: ['CN-B6-confirmed'],
  });
});

test('what are no facts could not be evaluated', async () => {
  expect((await guichet('rules', 'evaluate', file('none.json', { format: 'other' }))).code).toBe(2);
});

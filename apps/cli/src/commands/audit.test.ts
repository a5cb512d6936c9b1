import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditHash, FIRST_PREVIOUS_HASH } from '@guichet/evidence';
import { afterAll, expect, test } from 'vitest';
import { runProgram } from '../program.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function log(): string[] {
  let previousHash = FIRST_PREVIOUS_HASH;
  return Array.from({ length: 5 }, (_, at) => {
    const content = { seq: at + 1, at: 1_000 + at, staffId: null, action: 'review.viewed', object: `rvw_${at}`, detail: {}, previousHash };
    previousHash = auditHash(content);
    return JSON.stringify({ ...content, hash: previousHash });
  });
}

async function verify(lines: readonly string[], ...options: string[]) {
  const path = join(folder, 'audit.jsonl');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const results: string[] = [];
  const code = await runProgram(['audit', 'verify', path, ...options, '--json'], {
    language: 'en',
    output: { result: (text) => void results.push(text), note: () => undefined },
  });
  return { code, ...(JSON.parse(results.join('')) as { ok: boolean; entries: number; brokenAt: number | null; head: string }) };
}

test('a whole log exits 0', async () => {
  expect(await verify(log())).toMatchObject({ code: 0, ok: true, entries: 5 });
});

test('a changed entry, a missing one and one that cannot be read exit 1 and are named', async () => {
  expect(await verify(log().map((line, at) => (at === 2 ? line.replace('viewed', 'edited') : line)))).toMatchObject({
    code: 1,
    brokenAt: 3,
  });
  expect(await verify(log().toSpliced(1, 1))).toMatchObject({ code: 1, brokenAt: 2 });
  expect(await verify([...log(), '{'])).toMatchObject({ code: 1, brokenAt: 6 });
});

test('a log that was cut at its end is found by a hash that was kept elsewhere', async () => {
  const { head } = await verify(log());
  expect(await verify(log(), '--head', head)).toMatchObject({ code: 0 });
  expect(await verify(log().slice(0, 4))).toMatchObject({ code: 0 });
  expect(await verify(log().slice(0, 4), '--head', head)).toMatchObject({ code: 1, brokenAt: null });
});

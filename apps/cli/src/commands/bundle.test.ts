import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runProgram } from '../program.ts';

const EXAMPLE = new URL('../../../../examples/components/choice-by-picture', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'guichet-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

async function run(...args: string[]) {
  const results: string[] = [];
  const code = await runProgram(['bundle', ...args, '--json'], {
    language: 'en',
    output: { result: (text) => void results.push(text), note: () => undefined },
  });
  return { code, json: JSON.parse(results.join('')) as Record<string, unknown> };
}

test('a bundle is packed, signed with a new key, and checked by its public half; nobody else’s key will do', async () => {
  const { json } = await run('new-key', at('own.jwk'));
  expect(json['kid']).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(statSync(at('own.jwk')).mode & 0o077).toBe(0);
  expect(readFileSync(at('own.jwk.pub'), 'utf8')).not.toContain('"d"');
  expect((await run('new-key', at('own.jwk'))).code).toBe(2);
  await run('new-key', at('other.jwk'));

  const packed = await run('pack', EXAMPLE, '--key', at('own.jwk'), '--out', at('cards.guichet'));
  expect(packed).toMatchObject({ code: 0, json: { ok: true, components: ['own-choice-by-picture-v1'] } });
  expect(await run('check', at('cards.guichet'), '--key', at('own.jwk.pub'))).toMatchObject({ code: 0, json: { ok: true } });
  expect(await run('check', at('cards.guichet'), '--key', at('other.jwk.pub'))).toMatchObject({
    code: 1,
    json: { refusal: 'unknown_key' },
  });
  writeFileSync(at('cards.guichet'), readFileSync(at('cards.guichet'), 'utf8').replace('"payload":"ey', '"payload":"ez'));
  expect(await run('check', at('cards.guichet'), '--key', at('own.jwk.pub'))).toMatchObject({
    code: 1,
    json: { refusal: 'wrong_signature' },
  });
  expect((await run('pack', folder, '--key', at('own.jwk'), '--out', at('none.guichet'))).code).toBe(2);
});

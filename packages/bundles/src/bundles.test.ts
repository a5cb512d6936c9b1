import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedFlow } from '@guichet/workflow';
import { FlattenedSign, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BundleContent, BUNDLE_TYPE } from './bundle.ts';
import { bundleFromFolder } from './from-folder.ts';
import { readBundle, type TrustedKey } from './read-bundle.ts';
import { keyId, newSigningKey, signBundle } from './sign-bundle.ts';

const EXAMPLE = new URL('../../../examples/components/choice-by-picture', import.meta.url).pathname;
let folder: string;
let content: BundleContent;
let key: Awaited<ReturnType<typeof newSigningKey>>;
let trusted: TrustedKey;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-bundles-'));
  content = await bundleFromFolder(EXAMPLE);
  key = await newSigningKey();
  trusted = { kid: await keyId(key.publicKey), jwk: key.publicKey, isRevoked: false };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Signs what `signBundle` would not take for a bundle. */
async function signed(payload: unknown, typ = BUNDLE_TYPE): Promise<string> {
  const jws = await new FlattenedSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', kid: trusted.kid, typ })
    .sign(await importJWK(key.privateKey, 'EdDSA'));
  return JSON.stringify(jws);
}

const refusalOf = async (text: string, keys: readonly TrustedKey[] = [trusted]) => {
  const read = await readBundle(text, keys);
  return read.ok ? null : read.refusal;
};

describe('a bundle that is read', () => {
  test('is what was packed, when a trusted key signed it', async () => {
    const read = await readBundle(await signBundle(content, key.privateKey), [trusted]);
    expect(read).toMatchObject({ ok: true, kid: trusted.kid, content: { name: 'choice-by-picture', version: 1 } });
    expect(read.ok && read.content.components[0]?.manifest.page.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is refused when nobody trusts the key, or nobody does any more', async () => {
    const text = await signBundle(content, key.privateKey);
    expect(await refusalOf(text, [])).toBe('unknown_key');
    expect(await refusalOf(text, [{ ...trusted, isRevoked: true }])).toBe('revoked_key');
  });

  test('is refused when any character of it was changed', async () => {
    const text = JSON.parse(await signBundle(content, key.privateKey)) as Record<'payload' | 'protected' | 'signature', string>;
    for (const part of ['payload', 'signature'] as const) {
      const changed = text[part].startsWith('A') ? `B${text[part].slice(1)}` : `A${text[part].slice(1)}`;
      expect(await refusalOf(JSON.stringify({ ...text, [part]: changed }))).toBe('wrong_signature');
    }
  });

  test('is refused when another key signed it under the name of a trusted one', async () => {
    const other = await newSigningKey();
    const text = JSON.parse(await signBundle(content, other.privateKey)) as { payload: string; signature: string };
    const own = JSON.parse(await signBundle(content, key.privateKey)) as { protected: string };
    expect(await refusalOf(JSON.stringify({ ...text, protected: own.protected }))).toBe('wrong_signature');
  });

  test('is refused without a signature, and when the key signed something else', async () => {
    expect(await refusalOf(JSON.stringify(content))).toBe('not_a_bundle');
    expect(await refusalOf(await signed(content, 'JWT'))).toBe('not_a_bundle');
    expect(await refusalOf('{')).toBe('not_a_bundle');
  });

  test('is refused when a page is not the one that its manifest speaks of', async () => {
    const [component] = content.components;
    const components = [{ ...component, page: `${component?.page ?? ''}<script>alert(1)</script>` }];
    expect(await refusalOf(await signed({ ...content, components }))).toBe('wrong_hash');
  });

  test.each([
    ['a port that no action leads to', { ports: [{ name: 'lost', title: { 'zh-CN': '无', en: 'Lost' } }] }],
    [
      'a result of an action that there is not',
      { outputs: { a: { type: 'string', title: { 'zh-CN': '甲', en: 'A' }, from: { action: 'none', field: 'a' } } } },
    ],
    ['a network address that is no origin', { network: ['https://bank.example/path'] }],
    ['plain http', { network: ['http://bank.example'] }],
    ['a text without an end', { config: { type: 'object', additionalProperties: false, properties: { a: { type: 'string' } } } }],
    [
      'a pattern',
      { config: { type: 'object', additionalProperties: false, properties: { a: { type: 'string', maxLength: 9, pattern: '(a+)+' } } } },
    ],
    [
      'a field named like what every object has',
      { config: { type: 'object', additionalProperties: false, properties: { constructor: { type: 'null' } } } },
    ],
    ['the contract of another time', { contract: 2 }],
    ['something that a manifest does not have', { script: 'x' }],
  ])('is refused for %s', async (_what, change) => {
    const [component] = content.components;
    const components = [{ ...component, manifest: { ...component?.manifest, ...change } }];
    expect(await refusalOf(await signed({ ...content, components }))).toBe('malformed');
  });

  test('is refused for a page that holds a frame', async () => {
    const [component] = content.components;
    for (const frame of ['<IFRAME srcdoc="x">', '<object data="x">', '<frameset>']) {
      const page = `${component?.page ?? ''}${frame}`;
      expect(await refusalOf(await signed({ ...content, components: [{ ...component, page }] }))).toBe('malformed');
    }
  });

  test('brings flows to start from, which have to be whole', async () => {
    const definition = shippedFlow('lost-card') as never;
    expect(await refusalOf(await signed({ ...content, scenarios: [{ definition, tests: [] }] }))).toBe(null);
    const broken = { ...(shippedFlow('lost-card') as object), edges: [] };
    expect(await refusalOf(await signed({ ...content, scenarios: [{ definition: broken, tests: [] }] }))).toBe('broken_flow');
  });
});

test('a folder cannot name files outside of it', async () => {
  await cp(EXAMPLE, folder, { recursive: true });
  const file = join(folder, 'bundle.json');
  const bundle = JSON.parse(await readFile(file, 'utf8')) as { components: { page: string }[] };
  await writeFile(file, JSON.stringify({ ...bundle, components: [{ ...bundle.components[0], page: '../../etc/passwd' }] }));
  await expect(bundleFromFolder(folder)).rejects.toThrow('page');
});

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BundleContent, keyId, newSigningKey, signBundle } from '@guichet/bundles';
import { bundleFromFolder } from '@guichet/bundles/folder';
import type { BundleView } from '@guichet/protocol';
import { componentType } from '@guichet/workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, DesignerPage } from '../testing/designer-page.ts';
import { testFlow } from '../testing/test-flows.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';

const EXAMPLE = new URL('../../../../examples/components/choice-by-picture', import.meta.url).pathname;
const CLI = new URL('../../../cli/src/main.ts', import.meta.url).pathname;

let counter: WholeCounter;
let admin: SignedIn;
let designer: SignedIn;
let second: SignedIn;
let key: Awaited<ReturnType<typeof newSigningKey>>;
let example: BundleContent;

beforeAll(async () => {
  counter = await WholeCounter.start();
  [admin, second] = [await counter.signIn('admin'), await counter.signIn('designer')];
  key = await newSigningKey();
  example = await bundleFromFolder(EXAMPLE);
});
afterAll(() => counter.end());
// How much one person may install in a minute is limited.
beforeEach(async () => {
  designer = await counter.signIn('designer');
});

type Body = { readonly code?: string; readonly issues?: readonly { readonly path: string }[]; readonly bundle: BundleView };
async function ask(who: SignedIn, method: string, path: string, body?: unknown) {
  const answer = await counter.ask(method, path, { ...who, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, headers: answer.headers, body: answer.body as Body };
}
const install = async (content: BundleContent, signer = key) =>
  ask(designer, 'POST', '/v1/bundles', { file: await signBundle(content, signer.privateKey), reason: 'asked for by the branches' });
const remove = (version: number) =>
  ask(designer, 'POST', `/v1/bundles/choice-by-picture/versions/${version}/remove`, { reason: 'not needed' });
const why = ({ body }: { readonly body: Body }) => body.issues?.map(({ path }) => path);

/** The same bundle later, with its component as it is or newer. */
const later = (version: number, component: number): BundleContent => ({
  ...example,
  version,
  components: example.components.map(({ manifest, page }) => ({ page, manifest: { ...manifest, version: component } })),
});
const manifestOf = (content: BundleContent) => content.components[0]?.manifest as NonNullable<BundleContent['components'][0]>['manifest'];

function cardFlow(flow: string, manifest = manifestOf(example)) {
  const text = { 'zh-CN': '选', en: 'Pick' };
  const pictures = ['one', 'two'].map((name) => ({ key: name, title: text, design: 'plain' }));
  const definition = testFlow({
    key: flow,
    nodes: [
      { id: 'notice', type: 'consent' },
      { id: 'done', type: 'end', config: { outcome: 'completed' } },
    ],
    edges: [
      { from: { node: 'notice', port: 'accepted' }, to: 'done' },
      { from: { node: 'notice', port: 'refused' }, to: 'done' },
    ],
  });
  const card = { id: 'card', type: componentType(manifest), config: { question: text, pictures } };
  return {
    ...definition,
    nodes: [...definition.nodes, card],
    edges: [
      { from: { node: 'notice', port: 'accepted' }, to: 'card' },
      { from: { node: 'notice', port: 'refused' }, to: 'done' },
      { from: { node: 'card', port: 'chosen' }, to: 'done' },
      { from: { node: 'card', port: 'declined' }, to: 'done' },
    ],
    components: [manifest],
  };
}

describe('bundles', () => {
  it('are taken when an administrator trusts the key, and offer what they hold', async () => {
    expect(why(await install(example))).toEqual(['unknown_key']);
    const trust = { publicKey: key.publicKey, name: 'Branch workshop', reason: 'theirs' };
    expect((await ask(designer, 'POST', '/v1/bundle-keys', trust)).status).toBe(403);
    expect(codeOf(await ask(admin, 'POST', '/v1/bundle-keys', { ...trust, publicKey: { ...key.publicKey, x: 'AAAA' } }))).toBe(
      'bad_request',
    );
    expect((await ask(admin, 'POST', '/v1/bundle-keys', trust)).status).toBe(200);

    const file = await signBundle(example, key.privateKey);
    const seen = await ask(designer, 'POST', '/v1/bundles/inspect', { file });
    expect(seen.body).toMatchObject({
      replaces: null,
      bundle: { keyName: 'Branch workshop', components: [{ type: 'own-choice-by-picture-v1' }] },
    });
    expect((await install(example)).body.bundle).toMatchObject({ name: 'choice-by-picture', version: 1, isLatest: true, usedBy: [] });
    expect((await install(example)).status).toBe(200);
    const { components } = (await ask(designer, 'GET', '/v1/components')).body as unknown as { components: { type: string }[] };
    expect(components).toMatchObject([{ type: 'own-choice-by-picture-v1', isLatest: true, manifest: { network: [] } }]);
  });

  it('are refused when the signature, a page or what is installed says otherwise', async () => {
    const file = await signBundle(example, key.privateKey);
    const signed = JSON.parse(file) as Record<string, string>;
    const broken = { file: JSON.stringify({ ...signed, signature: (await newSignature()).signature }), reason: 'x' };
    expect(why(await ask(designer, 'POST', '/v1/bundles', broken))).toEqual(['wrong_signature']);
    const [component] = example.components;
    const wrongPage = { ...example, version: 2, components: [{ ...(component as NonNullable<typeof component>), page: '<p>other</p>' }] };
    expect(why(await install(wrongPage))).toEqual(['wrong_hash']);
    expect(why(await install({ ...example, title: { 'zh-CN': '别的', en: 'Other' } }))).toEqual(['version_taken']);
    expect(why(await install({ ...example, name: 'another-bundle' }))).toEqual(['component_taken']);
  });

  async function newSignature() {
    return JSON.parse(await signBundle(later(9, 9), key.privateKey)) as { signature: string };
  }

  it('serve a page that can reach nothing, to those who take part', async () => {
    const { sha256 } = manifestOf(example).page;
    const page = await ask(designer, 'GET', `/v1/components/${sha256}/page`);
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    for (const rule of ['sandbox allow-scripts;', "default-src 'none'", "connect-src 'none'", "frame-src 'none'", "frame-ancestors 'self'"])
      expect(policy).toContain(rule);
    expect(policy).not.toContain('allow-same-origin');
    expect(page.headers.get('permissions-policy')).toContain('camera=()');
    const { cookie } = await counter.enter();
    expect((await counter.ask('GET', `/v1/components/${sha256}/page`, { cookie })).status).toBe(200);
    expect((await counter.ask('GET', `/v1/components/${sha256}/page`)).status).toBe(401);
    expect((await counter.ask('GET', `/v1/components/${'0'.repeat(64)}/page`, { cookie })).status).toBe(404);
  });

  it('cannot be removed while a flow needs them; a newer version stands beside the older one', async () => {
    const page = new DesignerPage(counter, designer, 'with-card');
    await page.lock();
    const forged = await page.save(cardFlow('with-card', { ...manifestOf(example), title: { 'zh-CN': '改', en: 'Changed' } }));
    expect(forged.body.problems.map(({ code, nodeId }) => [code, nodeId])).toEqual([['component_not_installed', 'card']]);
    expect(codeOf(await page.submit(1))).toBe('bad_request');
    expect((await page.save(cardFlow('with-card'))).body.problems).toEqual([]);
    expect(codeOf(await page.submit(1))).toBe(200);
    expect((await new DesignerPage(counter, second, 'with-card').publish(1)).status).toBe(200);

    expect(await remove(1)).toMatchObject({ body: { code: 'component_in_use', issues: [{ path: 'with-card@1', message: 'published' }] } });
    expect((await install(later(2, 2))).body.bundle).toMatchObject({ version: 2, isLatest: true });
    expect((await remove(1)).body.code).toBe('component_in_use');
    expect(why(await install({ ...example, version: 1, title: { 'zh-CN': '旧', en: 'Old' } }))).toEqual(['version_taken']);
    expect((await remove(2)).status).toBe(200);
    expect((await ask(designer, 'POST', '/v1/flows/with-card/versions/1/retire', { reason: 'over' })).status).toBe(200);
    expect((await remove(1)).status).toBe(200);
    expect((await counter.ask('GET', `/v1/components/${manifestOf(example).page.sha256}/page`, designer)).status).toBe(404);
    const draft = new DesignerPage(counter, designer, 'with-card');
    await draft.lock(true);
    expect((await draft.save(cardFlow('with-card'))).body.problems.map(({ code }) => code)).toEqual(['component_not_installed']);
  });

  it('of a key that is revoked are taken no more, and bring nothing into force', async () => {
    const other = await newSigningKey();
    const otherKid = await keyId(other.publicKey);
    await ask(admin, 'POST', '/v1/bundle-keys', { publicKey: other.publicKey, name: 'Other', reason: 'theirs' });
    const content = { ...later(1, 7), name: 'other-bundle' };
    expect((await install(content, other)).status).toBe(200);
    expect((await ask(admin, 'POST', `/v1/bundle-keys/${otherKid}/revoke`, { reason: 'lost' })).status).toBe(200);
    expect(why(await install({ ...content, version: 2 }, other))).toEqual(['revoked_key']);
    const page = new DesignerPage(counter, designer, 'revoked-card');
    await page.lock();
    const saved = await page.save(cardFlow('revoked-card', manifestOf(content)));
    expect(saved.body.problems.map(({ code }) => code)).toEqual(['component_not_installed']);
    expect(codeOf(await ask(admin, 'POST', '/v1/bundle-keys', { publicKey: other.publicKey, name: 'Other', reason: 'again' }))).toBe(
      'wrong_state',
    );
  });

  it('are listed, installed and removed from a command line, by a member of staff', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guichet-bundles-'));
    const [file, password] = [join(folder, 'later.guichet'), join(folder, 'password.txt')];
    await writeFile(file, await signBundle(later(5, 5), key.privateKey));
    await writeFile(password, `${designer.password}\n`);
    const run = async (...args: string[]) => {
      const login = ['--counter', counter.url, '--staff', designer.staffNumber, '--password', password, '--json'];
      const { stdout } = await promisify(execFile)(process.execPath, [CLI, 'bundle', ...args, ...login]).catch(
        (error: { stdout: string }) => error,
      );
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    expect(await run('install', file, '--reason', 'new cards')).toMatchObject({ ok: true, bundle: { version: 5 } });
    expect(await run('list')).toMatchObject({ bundles: [{ name: 'choice-by-picture', version: 5 }, { name: 'other-bundle' }] });
    expect(await run('remove', 'choice-by-picture', '5', '--reason', 'not needed')).toMatchObject({ ok: true });
    await writeFile(file, 'nothing');
    expect(await run('install', file, '--reason', 'again')).toMatchObject({ ok: false, issues: [{ path: 'not_a_bundle' }] });
    await rm(folder, { recursive: true });
  });

  it('leave a trace of who, what and why', async () => {
    const actions = await counter.database.prisma.auditEvent.findMany({
      where: { action: { startsWith: 'bundle' } },
      orderBy: { id: 'asc' },
    });
    expect(actions.map(({ action, object }) => [action, action.startsWith('bundle_key') ? null : object])).toEqual([
      ['bundle_key.trusted', null],
      ['bundle.installed', 'choice-by-picture@1'],
      ['bundle.installed', 'choice-by-picture@2'],
      ['bundle.removed', 'choice-by-picture@2'],
      ['bundle.removed', 'choice-by-picture@1'],
      ['bundle_key.trusted', null],
      ['bundle.installed', 'other-bundle@1'],
      ['bundle_key.revoked', null],
      ['bundle.installed', 'choice-by-picture@5'],
      ['bundle.removed', 'choice-by-picture@5'],
    ]);
    expect(actions.every(({ detail }) => (detail as { reason?: string }).reason)).toBe(true);
  });
});

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SessionId } from '@guichet/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventAuthority } from '../testing/event-authority.ts';
import { eventually } from '../testing/eventually.ts';
import { CustomerPage } from '../testing/page-client.ts';
import { bindFlow, testFlow } from '../testing/test-flows.ts';
import { WholeCounter } from '../testing/whole-counter.ts';

const run = promisify(execFile);
const text = (en: string) => ({ 'zh-CN': en, en });
const edge = (node: string, port: string, to: string) => ({ from: { node, port }, to });
const PLACE = { name: 'customer', kind: 'signature', page: 1, x: 0.1, y: 0.84, width: 0.32, height: 0.1, title: text('Customer') };
const STROKES = [
  [
    { x: 0.4127359, y: 0.8, t: 0 },
    { x: 0.9, y: 0.2, t: 412 },
  ],
];

let counter: WholeCounter;
let authority: EventAuthority;
let folder: string;
beforeAll(async () => {
  authority = await EventAuthority.start();
  folder = await mkdtemp(join(tmpdir(), 'guichet-authority-'));
  await writeFile(join(folder, 'token'), 'token of the authority');
  counter = await WholeCounter.start({ DOCUMENT_CA_URL: authority.url, DOCUMENT_CA_TOKEN: join(folder, 'token') });
  await signBy('bank_seal');
});
afterAll(async () => {
  await counter.end();
  authority.close();
  await rm(folder, { recursive: true });
});

/** From now on, sessions sign with that signer. */
function signBy(signer: 'bank_seal' | 'ca_event'): Promise<void> {
  return bindFlow(
    counter.database,
    counter.bank.questions,
    testFlow({
      key: 'signing',
      nodes: [
        { id: 'notice', type: 'consent' },
        {
          id: 'sheet',
          type: 'document',
          config: { template: 'account-agreement', title: text('Agreement'), presenter: 'customer', needs: [], places: [PLACE], signer },
        },
        { id: 'done', type: 'end', config: { outcome: 'completed' } },
        { id: 'unsealed', type: 'end', config: { outcome: 'not_possible' } },
      ],
      edges: [
        edge('notice', 'accepted', 'sheet'),
        edge('notice', 'refused', 'done'),
        edge('sheet', 'done', 'done'),
        edge('sheet', 'declined', 'done'),
        edge('sheet', 'failed', 'unsealed'),
      ],
    }),
  );
}

async function atTheDocument() {
  const { cookie, sessionId } = await counter.enter();
  const page = new CustomerPage({ url: counter.url, cookie });
  await page.request('consent.decide', { kind: 'recording', textVersion: 'v1', language: 'en', decision: 'accepted' });
  const step = await eventually(
    () => page.view?.flow?.current.find(({ type, view }) => type === 'document' && view['document'] !== null),
    20_000,
  );
  const { documentId } = step.view['document'] as { documentId: string };
  return { page, cookie, sessionId: sessionId as SessionId, nodeRunId: step.nodeRunId, documentId };
}

const read = (documentId: string, cookie: string) => fetch(`${counter.url}/v1/session-documents/${documentId}`, { headers: { cookie } });

it('is read by its customer and by nobody else, signed, and sealed so that an independent reader finds it whole', async () => {
  const { page, cookie, sessionId, nodeRunId, documentId } = await atTheDocument();
  const other = await counter.enter();
  const agent = await counter.signIn('agent');
  const reviewer = await counter.signIn('reviewer');
  const answers = await Promise.all(
    [cookie, other.cookie, agent.cookie, reviewer.cookie, ''].map(async (each) => (await read(documentId, each)).status),
  );
  // A document shows names and handwriting: a reviewer gives a reason first.
  expect(answers).toEqual([200, 404, 404, 403, 401]);

  const act = (action: string, input: unknown) => page.request('step.act', { nodeRunId, action, input: input as never });
  await expect(act('sign', { place: 'customer', strokes: STROKES })).rejects.toMatchObject({ code: 'wrong_state' });
  await act('read', { page: 1, dwellMs: 1, reachedEnd: true });
  await act('sign', { place: 'customer', strokes: STROKES });
  await act('finish', null);
  await eventually(() => page.view?.flow?.outcome === 'completed', 20_000);

  const rows = await counter.database.prisma.sessionDocument.findMany({ where: { sessionId }, orderBy: { createdAt: 'asc' } });
  expect(rows.map(({ signerKind }) => signerKind)).toEqual([null, 'bank_seal']);
  const [prepared, sealed] = rows;
  expect(sealed?.originalHash).toBe(prepared?.hash);
  const file = join(counter.dataDir, 'sealed.pdf');
  const pdf = Buffer.from(await (await read(sealed?.id ?? '', cookie)).arrayBuffer());
  await writeFile(file, pdf);
  const report = await run('pdfsig', ['-nocert', file]).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
  expect(report).toContain('Signature is Valid');
  expect(report).toContain('certified by nobody');
  // At rest nobody reads it, and the log knows the signature by its commitment alone.
  expect(rows.some((row) => Buffer.from(row.sealed ?? []).includes('%PDF'))).toBe(false);
  const events = await counter.database.prisma.sessionEvent.findMany({ where: { sessionId } });
  expect(JSON.stringify(events)).not.toContain('0.4127359');
  expect(JSON.stringify(events)).toContain(sealed?.hash ?? 'no hash');
  page.close();
});

it('cannot be signed under another fingerprint than the one that was read', async () => {
  const { page, nodeRunId, documentId, sessionId } = await atTheDocument();
  await counter.database.prisma.sessionDocument.update({ where: { id: documentId }, data: { hash: '0'.repeat(64) } });
  const act = (action: string, input: unknown) => page.request('step.act', { nodeRunId, action, input: input as never });
  await act('read', { page: 1, dwellMs: 1, reachedEnd: true });
  await act('sign', { place: 'customer', strokes: STROKES });
  await act('finish', null);
  await eventually(
    async () => (await counter.database.prisma.flowEffect.count({ where: { sessionId, kind: 'document.seal', status: 'answered' } })) === 1,
    20_000,
  );
  expect(await counter.database.prisma.sessionDocument.count({ where: { sessionId, signerKind: { not: null } } })).toBe(0);
  page.close();
});

it.each([
  ['right', 'completed', 'ca_event'],
  ['another key', 'not_possible', null],
] as const)('signed with an event certificate (%s) says so, or is not sealed at all', async (answer, outcome, signerKind) => {
  await signBy('ca_event');
  authority.answer = answer;
  const { page, nodeRunId, sessionId } = await atTheDocument();
  const act = (action: string, input: unknown) => page.request('step.act', { nodeRunId, action, input: input as never });
  await act('read', { page: 1, dwellMs: 1, reachedEnd: true });
  await act('sign', { place: 'customer', strokes: STROKES });
  await act('finish', null);
  await eventually(() => page.view?.flow?.outcome === outcome, 40_000);
  const sealed = await counter.database.prisma.sessionDocument.findMany({ where: { sessionId, signerKind: { not: null } } });
  expect(sealed.map((row) => row.signerKind)).toEqual(signerKind === null ? [] : [signerKind]);
  expect(authority.asked.at(-1)?.authorization).toBe('Bearer token of the authority');
  page.close();
});

import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSource, nodeChecksums } from '@guichet/evidence/file-source';
import {
  certificatesOfPem,
  Outcome,
  parseNoteKey,
  type Receipt,
  readHead,
  type VerificationReport,
  Verdict,
  verifyPackage,
} from '@guichet/evidence/verification';
import type { CustomerSessionView, EvidenceExportView, RecordingId, SignedHead } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { readEvidence } from '../testing/read-evidence.ts';
import { RecordedSession } from '../testing/recorded-session.ts';
import { RecordingNode } from '../testing/recording-node.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';

let counter: WholeCounter;
let node: RecordingNode;
let folder: string;
let agent: SignedIn;
let reviewer: SignedIn;
let session: RecordedSession;
let sessionId: CustomerSessionView['sessionId'];
const heads: SignedHead[] = [];
let trust: { readonly certificates: string; readonly logKey: string; readonly demo: boolean };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-sealing-'));
  const storeDir = join(folder, 'store');
  const keyFile = join(folder, 'node.public.jwk');
  counter = await WholeCounter.start({ STORE_DIR: storeDir, NODE_ENROL_KEY: keyFile });
  node = new RecordingNode(counter.url, storeDir);
  await writeFile(keyFile, JSON.stringify(node.keys.publicKey.export({ format: 'jwk' })));
  await node.prepare(10);
  await node.node.register();
  [agent, reviewer] = [await counter.signIn('agent'), await counter.signIn('reviewer')];
});

afterAll(async () => {
  session?.close();
  await node?.end();
  await counter?.end();
  await rm(folder, { recursive: true, force: true });
});

/** Keeps the node's heart beating while something else is waited for. */
async function beating<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void node.beat().catch(() => undefined), 400);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

const evidence = () => readEvidence(counter, reviewer, sessionId);

async function exported(): Promise<string> {
  const asked = await counter.ask('POST', `/v1/sessions/${sessionId}/evidence`, { ...reviewer, body: { reason: 'dispute' } });
  expect(asked.status, JSON.stringify(asked.body)).toBe(200);
  const { exportId } = asked.body as EvidenceExportView;
  await eventually(async () => (await evidence()).exports.find((one) => one.exportId === exportId)?.status === 'ready', 30_000);
  const answer = await fetch(`${counter.url}/v1/sessions/${sessionId}/evidence/${exportId}`, { headers: { cookie: reviewer.cookie } });
  const path = join(folder, 'session.asice');
  await writeFile(path, Buffer.from(await answer.arrayBuffer()));
  return path;
}

async function verify(path: string, receipt: Receipt | null = null): Promise<VerificationReport> {
  const source = new FileSource(path);
  try {
    const believed = { certificates: certificatesOfPem(trust.certificates), log: parseNoteKey(trust.logKey) };
    return await verifyPackage(source, { trust: believed, receipt, nowMs: Date.now(), checksums: nodeChecksums });
  } finally {
    source.close();
  }
}

describe('a session', () => {
  it('is recorded, and its customer handed a signed head of it', () =>
    beating(async () => {
      session = await RecordedSession.begin({ counter, node, agent }, ({ socket }) =>
        socket.on('head.signed', (head: SignedHead) => heads.push(head)),
      );
      ({ sessionId } = session);
      await session.end();
      await eventually(() => heads.length > 0, 15_000);
      const [first] = heads;
      const said = readHead(first?.note ?? '');
      expect(said).toMatchObject({ sessionId, seq: 1, recordings: [{ recordingId: node.plan?.recording?.recordingId as RecordingId }] });
      const missed = await session.customer.request('receipt.get', { after: 0 });
      expect(missed.heads).toEqual(heads);
    }));

  it('is sealed by itself, once, as soon as its jobs are done', () =>
    beating(async () => {
      const view = await eventually(async () => {
        const found = await evidence();
        return found.status === 'sealed' ? found : null;
      }, 40_000);
      expect(view).toMatchObject({ logIndex: 0, failure: null, signer: { demo: true }, stamps: [{ local: true }], exports: [] });
      const events = await counter.database.prisma.sessionEvent.findMany({ where: { sessionId, type: 'session.sealed' } });
      expect(events).toMatchObject([{ payload: { manifestHash: view.manifestHash, logIndex: 0 } }]);
      trust = (await counter.ask('GET', '/v1/evidence/trust')).body as typeof trust;
      const [line] = counter.logged.filter((text) => text.includes('session sealed'));
      console.info(`sealed in ${(JSON.parse(line ?? '{}') as { tookMs?: number }).tookMs} ms`);
    }));

  it('has a package that is genuine, down to the customer’s receipt', async () => {
    const receipt: Receipt = {
      format: 'guichet.receipt/1',
      sessionId,
      recordings: [],
      log: [],
      heads: heads.map(({ note }) => note),
    };
    const report = await verify(await exported(), receipt);
    const failed = report.checks.filter(({ outcome }) => outcome !== Outcome.pass);
    expect(failed).toEqual([]);
    expect(report.verdict).toBe(Verdict.genuine);
    expect(report.contents?.recordings).toHaveLength(1);
    // The service has no sale: five years from the recording, by choice of the institution, which is named as such.
    expect(report.contents?.retention).toMatchObject({ waitsFor: [], policies: [{ id: 'own-five-years', source: 'own', checked: true }] });
    expect(report.contents?.retention?.until).toBeGreaterThan(Date.now() + 1_800 * 86_400_000);
  });

  it('has one that plain openssl verifies, by the commands that are written down', async () => {
    const readme = await readFile(new URL('../../../../packages/evidence/README.md', import.meta.url), 'utf8');
    const commands = [...readme.matchAll(/^ {4}((?:unzip|openssl|sed) .+)$/gm)].map(([, command = '']) => command);
    // The demo's authority of time is certified like its seal.
    for (const name of ['bank.pem', 'authority.pem']) await writeFile(join(folder, name), trust.certificates);
    const run = (command: string): string => {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8', timeout: 30_000 });
      expect(status, `${command}: ${stderr}`).toBe(0);
      return stdout + stderr;
    };
    const said = commands.map(run);
    expect(said).toHaveLength(4);
    expect(said.join('\n')).toMatch(/Verification successful[^]*Verification: OK/);
    expect(said[3]).toBe('');
    const events = await readFile(join(folder, 'events.ndjson'));
    events.writeUInt8(events.readUInt8(100) ^ 1, 100);
    await writeFile(join(folder, 'events.ndjson'), events);
    expect(run(commands[3] ?? '')).toBe('events.ndjson: not there, or not the one that was signed\n');
  });

  it('leaves packages to those who say why, and to nobody else; each is audited', async () => {
    const supervisor = await counter.signIn('supervisor');
    const [asked] = (await evidence()).exports;
    expect(asked).toMatchObject({ own: true, reason: 'dispute', status: 'ready', failure: null });
    const foreign = await counter.ask('GET', `/v1/sessions/${sessionId}/evidence/${asked?.exportId}`, supervisor);
    expect(foreign.status).toBe(404);
    expect((await counter.ask('POST', `/v1/sessions/${sessionId}/evidence`, { ...agent, body: { reason: 'dispute' } })).status).toBe(403);
    expect((await counter.ask('POST', `/v1/sessions/${sessionId}/evidence`, { ...reviewer, body: { reason: 'curious' } })).status).toBe(
      400,
    );
    const audited = await counter.database.prisma.auditEvent.findMany({
      where: { object: sessionId, action: { startsWith: 'evidence.' } },
      orderBy: { seq: 'asc' },
    });
    expect(audited.map(({ action }) => action)).toEqual(['evidence.viewed', 'evidence.requested', 'evidence.exported']);
    expect(audited[2]).toMatchObject({ staffId: reviewer.staffId, detail: { reason: 'dispute', sha256: asked?.sha256 } });
  });
});

import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PackageKit } from '@guichet/evidence/testing';
import { auditLog, logEntryOf, parseNoteKey } from '@guichet/evidence/verification';
import { newId, type SessionId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { readEvidence } from '../testing/read-evidence.ts';
import { keyService, timeService } from '../testing/sealing-services.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';

const kit = new PackageKit();
const [keys, clock] = [keyService(kit), timeService(kit)];
/** Retries are a minute apart in the end; the machine may be busy. */
const RECOVERED_WITHIN_MS = 90_000;
let folder: string;
let counter: WholeCounter;
let reviewer: SignedIn;
let apiKey: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-seal-faults-'));
  await keys.start();
  await clock.start();
  const chain = kit.seal.certificates.map((der) => new X509Certificate(der).toString()).join('');
  await writeFile(join(folder, 'seal.pem'), chain);
  await writeFile(join(folder, 'token'), 'a token for the key service');
  counter = await WholeCounter.start({
    SEAL_SIGNER_URL: keys.url,
    SEAL_SIGNER_TOKEN: join(folder, 'token'),
    SEAL_CERTIFICATE: join(folder, 'seal.pem'),
    TSA_URLS: clock.url,
  });
  [reviewer, apiKey] = [await counter.signIn('reviewer'), await counter.addApiClient()];
}, 120_000);

afterAll(async () => {
  await counter?.end();
  await keys.stop();
  await clock.stop();
  kit.close();
  await rm(folder, { recursive: true, force: true });
});

/** A session that is over, of whose recording nothing came: it has a log to be sealed all the same. */
async function over(): Promise<SessionId> {
  const opened = await counter.ask('POST', '/v1/sessions', { apiKey, body: { serviceTypeId: counter.bank.loans } });
  const { sessionId } = opened.body as { sessionId: SessionId };
  const ids = { id: newId('rec'), callId: newId('cal'), nodeId: newId('nod'), roomId: newId('rom') };
  await counter.database.prisma.recording.create({
    data: { ...ids, sessionId, status: 'failed', failure: 'nothing_recorded', startedAt: new Date() },
  });
  expect((await counter.ask('DELETE', `/v1/sessions/${sessionId}`, { apiKey })).status).toBe(200);
  return sessionId;
}

const evidence = (sessionId: SessionId) => readEvidence(counter, reviewer, sessionId);

describe('while the key service is away', () => {
  it('a session waits to be sealed and says for what, and is sealed by itself when it is back', { timeout: 120_000 }, async () => {
    await keys.stop();
    const sessionId = await over();
    await eventually(async () => (await evidence(sessionId)).failure === 'key_away', 20_000);
    expect(await evidence(sessionId)).toMatchObject({ status: 'pending', signer: { name: 'seal', demo: false } });
    await keys.start();
    await eventually(async () => (await evidence(sessionId)).status === 'sealed', RECOVERED_WITHIN_MS);
    expect(await evidence(sessionId)).toMatchObject({ failure: null, stamps: [{ local: false, authority: clock.url }] });
  });
});

describe('while the authority of time is away', () => {
  it('a session is sealed and says that its time-stamp is awaited, and has it by itself later', { timeout: 120_000 }, async () => {
    await clock.stop();
    const sessionId = await over();
    await eventually(async () => {
      const { status, stamps } = await evidence(sessionId);
      return status === 'waiting' && (stamps[0]?.attempts ?? 0) > 1;
    }, 30_000);
    await clock.start();
    await eventually(async () => (await evidence(sessionId)).status === 'sealed', RECOVERED_WITHIN_MS);
    expect((await evidence(sessionId)).stamps[0]?.stampedAt).toBeGreaterThan(0);
  });
});

describe('the log of seals', () => {
  it('holds every seal once, and is verified by anybody over HTTP', async () => {
    const read = async (path: string): Promise<Uint8Array> => {
      const reply = await fetch(`${counter.url}/v1/log/${path}`);
      if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
      return new Uint8Array(await reply.arrayBuffer());
    };
    const { logKey } = (await counter.ask('GET', '/v1/evidence/trust')).body as { logKey: string };
    const seals = await counter.database.prisma.seal.findMany({ where: { status: 'sealed' } });
    const key = parseNoteKey(logKey);
    if (key === null) throw new Error('The log has no key');
    const checkpoint = new TextDecoder().decode(await read('checkpoint'));
    for (const { manifestHash } of seals) {
      const report = await auditLog({ checkpoint, key, fetchTile: (path) => read(`tile/${path}`), entry: logEntryOf(manifestHash ?? '') });
      expect(report).toMatchObject({ ok: true, size: seals.length });
    }
    expect((await fetch(`${counter.url}/v1/log/tile/0/007`)).status).toBe(404);
  });

  it('is not changed by anybody, not even by whoever holds the database', async () => {
    const { prisma } = counter.database;
    await expect(prisma.logLeaf.updateMany({ data: { manifestHash: '0'.repeat(64) } })).rejects.toThrow();
    await expect(prisma.logNode.deleteMany({})).rejects.toThrow();
    await expect(prisma.logCheckpoint.deleteMany({})).rejects.toThrow();
  });
});

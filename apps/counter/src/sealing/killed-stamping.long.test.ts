import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FileSource, nodeChecksums } from '@guichet/evidence/file-source';
import { PackageKit } from '@guichet/evidence/testing';
import { certificatesOfPem, Outcome, parseNoteKey, type Trust, Verdict, verifyPackage } from '@guichet/evidence/verification';
import type { EvidenceExportView, EvidenceView, SessionId } from '@guichet/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { killMoments, MortalCounter } from '../testing/mortal-counter.ts';
import { timeService } from '../testing/sealing-services.ts';

const SESSIONS = 8;
const KILLS = 4;

const kit = new PackageKit();
const clock = timeService(kit);
let counter: MortalCounter;
let reviewer: Awaited<ReturnType<MortalCounter['signIn']>>;
let sessions: readonly SessionId[];
let moment: ReturnType<typeof killMoments>;
beforeAll(async () => {
  await clock.start();
  counter = await MortalCounter.create(() => ({ TSA_URLS: clock.url }));
  reviewer = await counter.signIn('reviewer');
  moment = killMoments('killed stamping');
}, 120_000);
afterAll(async () => {
  await counter?.end();
  await clock.stop();
  kit.close();
});

const killed = async (afterMs: number): Promise<void> => {
  await delay(afterMs);
  await counter.kill();
  await counter.start();
};
const evidence = async (sessionId: SessionId): Promise<EvidenceView> => {
  const answer = await reviewer('GET', `/v1/sessions/${sessionId}/evidence`);
  if (answer.status !== 429) return (await answer.json()) as EvidenceView;
  await delay(500);
  return evidence(sessionId);
};

it('an authority of time that is away, and a counter that is killed while it asks again: every seal has its one time-stamp in the end', async () => {
  const { prisma } = counter.database;
  await clock.stop();
  sessions = await counter.open(SESSIONS);
  await counter.endSessions(sessions);
  await eventually(async () => (await prisma.seal.count({ where: { status: 'sealed' } })) === SESSIONS, 60_000);
  await eventually(async () => (await prisma.sealStamp.count({ where: { attempts: { gt: 0 } } })) === SESSIONS, 60_000);
  // They are seen to wait.
  expect((await evidence(sessions[0] as SessionId)).status).toBe('waiting');
  for (let kill = 0; kill < KILLS; kill++) await killed(moment(1_500));
  await clock.start();
  for (let kill = 0; kill < KILLS; kill++) await killed(moment(1_500));
  await eventually(async () => (await prisma.sealStamp.count({ where: { token: null } })) === 0, 200_000);
  expect(await prisma.sealStamp.count()).toBe(SESSIONS);
  expect((await evidence(sessions[0] as SessionId)).status).toBe('sealed');
});

it('packages whose making is killed are whole and genuine in the end, and nothing half stays behind', async () => {
  const wanted = new Map<SessionId, string>();
  for (const sessionId of sessions) {
    const asked = await reviewer('POST', `/v1/sessions/${sessionId}/evidence`, { reason: 'dispute' });
    if (asked.status === 200) wanted.set(sessionId, ((await asked.json()) as EvidenceExportView).exportId);
    if (wanted.size % 2 === 0) await killed(moment(120));
  }
  expect(wanted.size).toBeGreaterThan(3);
  const { prisma } = counter.database;
  await eventually(async () => (await prisma.evidenceExport.count({ where: { status: 'ready' } })) === wanted.size, 120_000);
  const roots = new TextDecoder().decode(kit.openssl.read('root.pem'));
  const said = (await (await fetch(`${counter.url}/v1/evidence/trust`)).json()) as { certificates: string; logKey: string };
  const trust: Trust = {
    certificates: [...certificatesOfPem(roots), ...certificatesOfPem(said.certificates)],
    log: parseNoteKey(said.logKey),
  };
  for (const [sessionId, exportId] of wanted) {
    const answer = await reviewer('GET', `/v1/sessions/${sessionId}/evidence/${exportId}`);
    const path = join(counter.dataDir, `${exportId}.asice`);
    await writeFile(path, Buffer.from(await answer.arrayBuffer()));
    const source = new FileSource(path);
    const { verdict, checks } = await verifyPackage(source, { trust, nowMs: Date.now(), checksums: nodeChecksums });
    source.close();
    expect(checks.filter(({ outcome }) => outcome === Outcome.fail)).toEqual([]);
    expect(verdict).toBe(Verdict.genuine);
  }
  const left = await readdir(join(counter.dataDir, 'packages'));
  expect(left.toSorted()).toEqual([...wanted.values()].map((id) => `${id}.asice`).toSorted());
});

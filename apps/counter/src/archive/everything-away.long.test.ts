import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FileSource, nodeChecksums } from '@guichet/evidence/file-source';
import { PackageKit } from '@guichet/evidence/testing';
import { certificatesOfPem, parseNoteKey, type Receipt, Verdict, verifyPackage } from '@guichet/evidence/verification';
import type { EvidenceExportView, RecordingId, SignedHead } from '@guichet/protocol';
import { S3ChunkStore } from '@guichet/recording/s3';
import { CephGateway, hasCeph } from '@guichet/recording/testing/ceph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { readEvidence } from '../testing/read-evidence.ts';
import { RecordedSession } from '../testing/recorded-session.ts';
import { RecordingNode } from '../testing/recording-node.ts';
import { keyService, timeService } from '../testing/sealing-services.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';

/** So long nothing outside answers. What waits is tried again after at most as long again. */
const AWAY_MS = Number(process.env['AWAY_MS'] ?? 60_000);
const LOCKED_DAYS = 0.001;
const LOCKED_MS = LOCKED_DAYS * 86_400_000;
const RECOVERED_WITHIN_MS = 3 * AWAY_MS + 120_000;
const isThere = await hasCeph();

describe.skipIf(!isThere)('store, key service and authority of time away from the middle of a call on', () => {
  const kit = new PackageKit();
  const [keys, clock] = [keyService(kit), timeService(kit)];
  const heads: SignedHead[] = [];
  let folder: string;
  let ceph: CephGateway;
  let landing: S3ChunkStore;
  let counter: WholeCounter;
  let node: RecordingNode;
  let reviewer: SignedIn;
  let session: RecordedSession;
  let beat: ReturnType<typeof setInterval>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guichet-away-'));
    ceph = await CephGateway.start();
    const settings = { ...(await ceph.bucket()), prefix: 'landing/' };
    const archive = await ceph.bucket();
    await Promise.all([keys.start(), clock.start()]);
    const { accessKeyId, secretAccessKey } = settings;
    const [credentials, keyFile] = [join(folder, 's3.json'), join(folder, 'node.public.jwk')];
    await writeFile(credentials, JSON.stringify({ accessKeyId, secretAccessKey }));
    await writeFile(join(folder, 'seal.pem'), kit.seal.certificates.map((der) => new X509Certificate(der).toString()).join(''));
    await writeFile(join(folder, 'token'), 'a token for the key service');
    const at = (store: string, { bucket, prefix, region }: { bucket: string; prefix: string; region: string }) => ({
      ...{ [`${store}_S3_BUCKET`]: bucket, [`${store}_S3_PREFIX`]: prefix, [`${store}_S3_REGION`]: region },
      ...{ [`${store}_S3_ENDPOINT`]: ceph.endpoint, [`${store}_S3_CREDENTIALS`]: credentials },
    });
    // So short that the test sees it end.
    const lockDays = String(LOCKED_DAYS);
    counter = await WholeCounter.start({
      ...{ ...at('STORE', settings), ...at('ARCHIVE', archive), ARCHIVE_KEEP_LANDED_HOURS: '0', STORE_S3_LOCK_DAYS: lockDays },
      ...{ SEAL_SIGNER_URL: keys.url, SEAL_SIGNER_TOKEN: join(folder, 'token'), SEAL_CERTIFICATE: join(folder, 'seal.pem') },
      ...{ TSA_URLS: clock.url, NODE_ENROL_KEY: keyFile },
    });
    landing = new S3ChunkStore(settings, 0);
    node = new RecordingNode(counter.url, { ...at('RECORDING_STORE', settings), RECORDING_STORE_S3_LOCK_DAYS: lockDays });
    await writeFile(keyFile, JSON.stringify(node.keys.publicKey.export({ format: 'jwk' })));
    await node.prepare(30);
    await node.node.register();
    beat = setInterval(() => void node.beat().catch(() => undefined), 400);
    reviewer = await counter.signIn('reviewer');
    const agent = await counter.signIn('agent');
    session = await RecordedSession.begin({ counter, node, agent }, ({ socket }) => socket.on('head.signed', (head) => heads.push(head)));
  }, 240_000);

  afterAll(async () => {
    clearInterval(beat);
    session?.close();
    await node?.end();
    await counter?.end();
    landing?.close();
    await ceph?.close();
    await Promise.all([keys.stop(), clock.stop()]);
    kit.close();
    await rm(folder, { recursive: true, force: true });
  });

  const recordingRow = () => counter.database.prisma.recording.findFirstOrThrow({ where: { sessionId: session.sessionId } });
  const evidence = () => readEvidence(counter, reviewer, session.sessionId);

  it('the call goes on and ends, its recording waits and is seen to; once they are back all of it is made, sealed, stamped and archived by itself', async () => {
    const recordingId = (await recordingRow()).id as RecordingId;
    await eventually(async () => (await landing.list(recordingId)).includes('000001.chunk'), 60_000);
    await Promise.all([ceph.stopGateway(), keys.stop(), clock.stop()]);
    await session.end();
    await eventually(() => heads.length > 0, 30_000);
    await eventually(async () => ['stopped', 'muxing'].includes((await recordingRow()).status), 30_000);
    await delay(AWAY_MS);
    expect(await recordingRow()).toMatchObject({ archivedAt: null });
    expect((await recordingRow()).status).not.toBe('failed');
    expect((await evidence()).status).not.toBe('sealed');

    // The store alone: what waits for it goes on, up to where it needs the key.
    await ceph.startGateway();
    await eventually(async () => (await recordingRow()).status === 'ready', RECOVERED_WITHIN_MS);
    await eventually(async () => (await recordingRow()).archivedAt !== null, RECOVERED_WITHIN_MS);
    await eventually(async () => (await evidence()).failure === 'key_away', RECOVERED_WITHIN_MS);
    await keys.start();
    await eventually(async () => (await evidence()).status === 'waiting', RECOVERED_WITHIN_MS);
    await clock.start();
    await eventually(async () => (await evidence()).status === 'sealed', RECOVERED_WITHIN_MS);
    console.info(`away for ${Math.round(AWAY_MS / 1_000)} s: ready, archived, sealed and stamped by itself`);
  }, 900_000);

  it('its package is genuine, down to the heads that the customer was handed meanwhile', async () => {
    const body = { reason: 'dispute' };
    const asked = await counter.ask('POST', `/v1/sessions/${session.sessionId}/evidence`, { ...reviewer, body });
    const { exportId } = asked.body as EvidenceExportView;
    await eventually(async () => (await evidence()).exports.find((one) => one.exportId === exportId)?.status === 'ready', 60_000);
    const answer = await fetch(`${counter.url}/v1/sessions/${session.sessionId}/evidence/${exportId}`, {
      headers: { cookie: reviewer.cookie },
    });
    const path = join(folder, 'session.asice');
    await writeFile(path, Buffer.from(await answer.arrayBuffer()));
    const { logKey } = (await counter.ask('GET', '/v1/evidence/trust')).body as { readonly logKey: string };
    const roots = certificatesOfPem(new TextDecoder().decode(kit.openssl.read('root.pem')));
    const notes = heads.map(({ note }) => note);
    const receipt: Receipt = { format: 'guichet.receipt/1', sessionId: session.sessionId, recordings: [], log: [], heads: notes };
    const source = new FileSource(path);
    const trust = { certificates: roots, log: parseNoteKey(logKey) };
    const report = await verifyPackage(source, { trust, receipt, nowMs: Date.now(), checksums: nodeChecksums });
    source.close();
    expect(report.checks.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
    expect(report.verdict).toBe(Verdict.genuine);
  }, 120_000);

  it('what landed goes once its lock is over and all of it was read back from the archive; the recording is still read', async () => {
    const { id, archivedAt } = await recordingRow();
    const recordingId = id as RecordingId;
    expect((await landing.list(recordingId)).length).toBeGreaterThan(0);
    await eventually(() => Date.now() > (archivedAt?.getTime() ?? Infinity) + LOCKED_MS + 2_000, LOCKED_MS + 60_000);
    // It looks after its stores as soon as it starts.
    await counter.restart();
    await expect.poll(async () => (await landing.list(recordingId)).length, { timeout: 60_000, interval: 1_000 }).toBe(0);
    await rm(join(counter.dataDir, 'media', recordingId), { recursive: true, force: true });
    const { tracks } = (await recordingRow()).muxReport as unknown as { tracks: { trackId: string; file: object | null }[] };
    const playable = tracks.filter(({ file }) => file !== null);
    expect(playable.length).toBeGreaterThan(1);
    // Some are shown blurred, which stands elsewhere; the others have to be made anew from the archive.
    for (const { trackId } of playable) {
      const track = async () => {
        const { status, body } = await counter.ask('GET', `/v1/recordings/${recordingId}/tracks/${trackId}`, reviewer);
        return status === 200 ? 'played' : body;
      };
      await expect.poll(track, { timeout: 60_000, interval: 1_000 }).toBe('played');
    }
  }, 400_000);
});

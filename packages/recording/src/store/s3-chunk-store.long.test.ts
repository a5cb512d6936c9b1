import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { newId, type RecordingId } from '@guichet/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openJournal } from '../journal/reader.ts';
import { CephGateway, hasCeph } from '../testing/ceph-gateway.ts';
import { opusTrack, startSender } from '../testing/rtp.ts';
import { TestService, until } from '../testing/service-kit.ts';
import { storeSource } from './chunk-store.ts';
import { S3ChunkStore } from './s3-chunk-store.ts';
import type { S3Settings } from './s3-settings.ts';

const HOUR_MS = 3_600_000;
const PATIENCE_MS = 90_000;
const isThere = await hasCeph();
const folder = mkdtempSync(join(tmpdir(), 'guichet-landing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!isThere)('nodes that ship to a real S3 server', () => {
  let ceph: CephGateway;
  let settings: S3Settings;
  const cleanups: (() => unknown)[] = [];
  beforeAll(async () => {
    ceph = await CephGateway.start();
    settings = { ...(await ceph.bucket()), prefix: 'landing/' };
  }, 180_000);
  afterAll(() => ceph?.close());
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  const landing = (lockedForMs: number): S3ChunkStore => {
    const store = new S3ChunkStore(settings, lockedForMs);
    cleanups.push(() => store.close());
    return store;
  };
  const owner = (): S3Client => {
    const { region, accessKeyId, secretAccessKey } = settings;
    const client = new S3Client({ region, endpoint: ceph.endpoint, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
    cleanups.push(() => client.destroy());
    return client;
  };
  const fileOf = (bytes: Buffer): string => {
    const path = join(folder, newId('rec'));
    writeFileSync(path, bytes);
    return path;
  };
  const names = async (store: S3ChunkStore): Promise<readonly string[]> => {
    const all: string[] = [];
    for await (const name of store.recordings()) all.push(name);
    return all;
  };

  it('what is shipped twice is there once, and nothing else comes in its place', async () => {
    const [store, bytes, recordingId] = [landing(HOUR_MS), randomBytes(70_000), newId('rec')];
    const key = `${recordingId}/000001.chunk`;
    await store.put(key, fileOf(bytes));
    await store.put(key, fileOf(bytes));
    await expect(store.put(key, fileOf(randomBytes(70_000)))).rejects.toThrow('another object');
    const listed = await owner().send(new ListObjectVersionsCommand({ Bucket: settings.bucket, Prefix: `landing/${key}` }));
    expect(listed.Versions).toHaveLength(1);
    expect(await store.read(key, 1 << 20)).toEqual(bytes);
    expect(await store.list(recordingId)).toEqual(['000001.chunk']);
    expect(await names(store)).toContain(recordingId);
    await expect(store.read(`${recordingId}/000002.chunk`, 1)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('while it is locked, whoever has the credentials takes nothing away: neither by deleting, nor by writing over it, nor by clearing', async () => {
    const [store, bytes, recordingId] = [landing(HOUR_MS), randomBytes(5_000), newId('rec')];
    const key = `${recordingId}/000001.chunk`;
    await store.put(key, fileOf(bytes));
    const place = { Bucket: settings.bucket, Key: `landing/${key}` };
    const { Versions = [] } = await owner().send(new ListObjectVersionsCommand({ Bucket: settings.bucket, Prefix: place.Key }));
    for (const { VersionId } of Versions)
      await expect(owner().send(new DeleteObjectCommand({ ...place, VersionId, BypassGovernanceRetention: true }))).rejects.toMatchObject({
        $metadata: { httpStatusCode: 403 },
      });
    await owner().send(new PutObjectCommand({ ...place, Body: 'forged' }));
    await owner().send(new DeleteObjectCommand(place));
    await store.clear(recordingId);
    expect(await store.read(key, 1 << 20)).toEqual(bytes);
    expect(await store.list(recordingId)).toEqual(['000001.chunk']);
  });

  it('is cleared once the lock is over', async () => {
    const [store, recordingId] = [landing(2_000), newId('rec')];
    for (const name of ['journal.json', '000001.chunk']) await store.put(`${recordingId}/${name}`, fileOf(randomBytes(100)));
    const isEmpty = async () => {
      await store.clear(recordingId);
      return (await store.list(recordingId)).length;
    };
    await expect.poll(isEmpty, { timeout: 30_000, interval: 500 }).toBe(0);
    expect(await names(store)).not.toContain(recordingId);
  });

  it('a recording goes on while the store is away and its service is killed, and all of it is there in the end, by itself', async () => {
    const credentials = join(folder, 's3.json');
    const { accessKeyId, secretAccessKey, bucket, region, prefix } = settings;
    writeFileSync(credentials, JSON.stringify({ accessKeyId, secretAccessKey }));
    const service = new TestService({
      ...{ RECORDING_STORE_S3_BUCKET: bucket, RECORDING_STORE_S3_REGION: region, RECORDING_STORE_S3_PREFIX: prefix },
      ...{ RECORDING_STORE_S3_ENDPOINT: ceph.endpoint, RECORDING_STORE_S3_CREDENTIALS: credentials },
      RECORDING_CHUNK_MS: '400',
    });
    cleanups.push(() => service.end());
    service.start();
    const client = await service.connect();
    const recordingId = newId('rec');
    const { rtpPort } = await client.open(recordingId, service.keys.wrapKey, 'key-1');
    await client.declareTrack(recordingId, opusTrack(5));
    const sender = startSender(rtpPort, 5);
    cleanups.push(() => sender.stop());
    const store = landing(HOUR_MS);
    await until('a chunk lands during the call', async () => (await store.list(recordingId)).includes('000001.chunk'), PATIENCE_MS);

    await ceph.stopGateway();
    await until('chunks wait and are seen to', async () => !(await client.status()).storeReachable, PATIENCE_MS);
    await until('some more of them', async () => (await client.status()).unshippedChunks > 4, PATIENCE_MS);
    expect((await client.status()).recordings[0]?.state).toBe('writing');
    const back = once(client, 'connected');
    await service.kill('SIGKILL');
    service.start();
    await back;
    await until('it is written again', async () => (await client.status()).recordings[0]?.epoch === 2, PATIENCE_MS);
    const shipped = once(client, 'recording.shipped', { signal: AbortSignal.timeout(PATIENCE_MS) });
    const closed = await client.close(recordingId, 'ended');
    expect(closed.unshippedChunks).toBeGreaterThan(4);
    await ceph.startGateway();
    await shipped;

    expect(await lengthOf(store, recordingId, service)).toBe(closed.chunks);
    // What is on the node is what is in the store, bit for bit and by name, and goes later than that.
    const onNode = readdirSync(service.journalDir(recordingId)).filter((name) => name !== 'recorder.json');
    expect((await store.list(recordingId)).toSorted()).toEqual(onNode.toSorted());
  }, 300_000);

  async function lengthOf(store: S3ChunkStore, recordingId: RecordingId, { keys }: TestService): Promise<number> {
    const journal = await openJournal(storeSource(store, recordingId), { unwrapKey: keys.unwrapKey });
    let chunks = 0;
    for await (const _chunk of journal.chunks()) chunks += 1;
    expect(journal.damage).toEqual([]);
    return chunks;
  }
});

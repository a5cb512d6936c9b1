import { randomBytes } from 'node:crypto';
import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { newId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CephGateway, hasCeph } from '../testing/ceph-gateway.ts';
import { objectStoreContract } from '../testing/object-store-contract.ts';
import { sha256Of } from './object-store.ts';
import { S3ObjectStore } from './s3-object-store.ts';
import type { S3Settings } from './s3-settings.ts';

const isThere = await hasCeph();

describe.skipIf(!isThere)('on a real S3 server', () => {
  let ceph: CephGateway;
  let settings: S3Settings;
  let store: S3ObjectStore;
  beforeAll(async () => {
    ceph = await CephGateway.start();
    settings = await ceph.bucket();
    store = new S3ObjectStore(settings);
  }, 180_000);
  afterAll(async () => {
    store?.close();
    await ceph?.close();
  });

  objectStoreContract(() => store);

  const owner = () =>
    new S3Client({
      region: settings.region,
      endpoint: ceph.endpoint,
      forcePathStyle: true,
      credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    });
  const stored = async (protection: { readonly until: Date | null; readonly held: boolean }) => {
    const bytes = randomBytes(50_000);
    const key = { recordingId: newId('rec'), sha256: sha256Of(bytes) };
    await store.put(key, bytes, protection);
    return { key, bytes, path: `${key.recordingId}/${key.sha256}` };
  };
  const inAnHour = () => new Date(Date.now() + 3_600_000);

  it('the bucket has an object lock, and one that has none is refused', async () => {
    await store.check();
    const bare = new S3ObjectStore({ ...settings, bucket: 'nowhere' });
    await expect(bare.check()).rejects.toThrow();
    bare.close();
  });

  it('what is retained is not deleted by the owner of the bucket either, nor by taking the hold off', async () => {
    const { key, bytes, path } = await stored({ until: inAnHour(), held: false });
    expect(await store.remove(key)).toBe('locked');
    const { Versions = [] } = await owner().send(new ListObjectVersionsCommand({ Bucket: settings.bucket, Prefix: path }));
    for (const { VersionId } of Versions)
      await expect(
        owner().send(new DeleteObjectCommand({ Bucket: settings.bucket, Key: path, VersionId, BypassGovernanceRetention: true })),
      ).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    expect(await store.read(key)).toEqual(bytes);
  });

  it('what is retained is kept longer, never shorter', async () => {
    const { key } = await stored({ until: inAnHour(), held: false });
    await store.protect(key, { until: new Date(Date.now() + 7_200_000), held: false });
    await store.protect(key, { until: new Date(Date.now() + 60_000), held: false });
    expect(await store.remove(key)).toBe('locked');
  });

  it('what is held is kept until the hold is taken away', async () => {
    const { key, bytes } = await stored({ until: null, held: true });
    expect(await store.remove(key)).toBe('locked');
    await store.protect(key, { until: null, held: false });
    expect(await store.read(key)).toEqual(bytes);
    expect(await store.remove(key)).toBe('removed');
  });

  it('is deleted once its time is over', async () => {
    const until = new Date(Date.now() + 3_000);
    const { key } = await stored({ until, held: false });
    expect(await store.remove(key)).toBe('locked');
    await expect.poll(() => store.remove(key), { timeout: 30_000, interval: 500 }).toBe('removed');
  });

  it('who writes over an object or hides it takes nothing away: the first version is read', async () => {
    const { key, bytes, path } = await stored({ until: inAnHour(), held: false });
    await owner().send(new PutObjectCommand({ Bucket: settings.bucket, Key: path, Body: 'forged' }));
    expect(await store.read(key)).toEqual(bytes);
    await owner().send(new DeleteObjectCommand({ Bucket: settings.bucket, Key: path }));
    expect(await store.read(key)).toEqual(bytes);
  });

  it('is whole after the store was away in the middle', async () => {
    const bytes = randomBytes(200_000);
    const key = { recordingId: newId('rec'), sha256: sha256Of(bytes) };
    await ceph.stopGateway();
    await expect(store.put(key, bytes, { until: null, held: false })).rejects.toThrow();
    await ceph.startGateway();
    await store.put(key, bytes, { until: null, held: false });
    expect(await store.read(key)).toEqual(bytes);
  }, 120_000);
});

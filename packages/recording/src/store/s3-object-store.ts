import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AppError, type RecordingId } from '@guichet/protocol';
import {
  CATALOG_NAME,
  MAX_OBJECT_BYTES,
  OBJECT_NAME,
  ObjectDamaged,
  type ObjectKey,
  type ObjectProtection,
  type ObjectStore,
  RECORDING_FOLDER,
  sha256Of,
} from './object-store.ts';

const REQUEST_WITHIN_MS = 30_000;
const CONNECT_WITHIN_MS = 5_000;
const ATTEMPTS = 3;

export interface S3Settings {
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  /** Before every key; empty or with a slash at its end. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `COMPLIANCE` binds the owner of the bucket too; `GOVERNANCE` those without the right to bypass it. */
  readonly lockMode: 'COMPLIANCE' | 'GOVERNANCE';
}

/**
 * The archive in a bucket with object lock (S3 API, "Object Lock" and "Conditional writes"). A version that is locked is not deleted by anybody before its
 * time; whoever writes over a key adds a version, and the first one is what counts.
 */
export class S3ObjectStore implements ObjectStore {
  readonly kind = 's3';
  readonly locks = true;
  readonly name: string;
  readonly #client: S3Client;
  readonly #settings: S3Settings;
  #isChecked = false;

  constructor(settings: S3Settings) {
    this.#settings = settings;
    this.name = `${settings.endpoint ?? 's3'}/${settings.bucket}`;
    this.#client = new S3Client({
      region: settings.region,
      ...(settings.endpoint === null ? {} : { endpoint: settings.endpoint, forcePathStyle: true }),
      credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
      maxAttempts: ATTEMPTS,
      requestHandler: { requestTimeout: REQUEST_WITHIN_MS, connectionTimeout: CONNECT_WITHIN_MS, throwOnRequestTimeout: true },
      // Stores other than the first one do not take checksums in trailers; an MD5 of every upload is sent instead, and all of it is read back.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  /** Rejects where the bucket keeps no versions or locks nothing: what is written there could be deleted by anybody. */
  async check(): Promise<void> {
    const Bucket = this.#settings.bucket;
    const [versioning, lock] = await Promise.all([
      this.#client.send(new GetBucketVersioningCommand({ Bucket })),
      this.#client.send(new GetObjectLockConfigurationCommand({ Bucket })),
    ]);
    if (versioning.Status !== 'Enabled' || lock.ObjectLockConfiguration?.ObjectLockEnabled !== 'Enabled')
      throw new Error('The bucket of the archive has no object lock');
    this.#isChecked = true;
  }

  close(): void {
    this.#client.destroy();
  }

  put(key: ObjectKey, bytes: Uint8Array, protection: ObjectProtection): Promise<void> {
    return this.#write(this.#keyOf(key), bytes, key.sha256, protection);
  }

  read(key: ObjectKey): Promise<Buffer | null> {
    return this.#readWhole(this.#keyOf(key), key.sha256);
  }

  remove(key: ObjectKey): Promise<'removed' | 'absent' | 'locked'> {
    return this.#remove(this.#keyOf(key));
  }

  protect(key: ObjectKey, protection: ObjectProtection): Promise<void> {
    return this.#protect(this.#keyOf(key), protection);
  }

  putCatalog(recordingId: RecordingId, bytes: Uint8Array, protection: ObjectProtection): Promise<void> {
    return this.#write(this.#catalogKey(recordingId), bytes, sha256Of(bytes), protection);
  }

  readCatalog(recordingId: RecordingId): Promise<Buffer | null> {
    return this.#readVersion(this.#catalogKey(recordingId));
  }

  removeCatalog(recordingId: RecordingId): Promise<'removed' | 'absent' | 'locked'> {
    return this.#remove(this.#catalogKey(recordingId));
  }

  protectCatalog(recordingId: RecordingId, protection: ObjectProtection): Promise<void> {
    return this.#protect(this.#catalogKey(recordingId), protection);
  }

  async *recordings(): AsyncIterable<RecordingId> {
    const { bucket: Bucket, prefix } = this.#settings;
    let token: string | undefined;
    do {
      const page = await this.#client.send(
        new ListObjectsV2Command({ Bucket, Prefix: prefix, Delimiter: '/', ...(token === undefined ? {} : { ContinuationToken: token }) }),
      );
      for (const { Prefix = '' } of page.CommonPrefixes ?? []) {
        const name = Prefix.slice(prefix.length, -1);
        if (RECORDING_FOLDER.test(name)) yield name as RecordingId;
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async *objects(recordingId: RecordingId): AsyncIterable<{ readonly sha256: string; readonly sizeBytes: number }> {
    const { bucket: Bucket, prefix } = this.#settings;
    const folder = `${prefix}${recordingId}/`;
    let token: string | undefined;
    do {
      const page = await this.#client.send(
        new ListObjectsV2Command({ Bucket, Prefix: folder, ...(token === undefined ? {} : { ContinuationToken: token }) }),
      );
      for (const { Key = '', Size = 0 } of page.Contents ?? []) {
        const sha256 = Key.slice(folder.length);
        if (OBJECT_NAME.test(sha256)) yield { sha256, sizeBytes: Size };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async #write(key: string, bytes: Uint8Array, sha256: string, { until, held }: ObjectProtection): Promise<void> {
    if (sha256Of(bytes) !== sha256) throw new ObjectDamaged('the source');
    if (!this.#isChecked) await this.check();
    if ((await this.#readWhole(key, sha256)) === null) {
      try {
        await this.#client.send(
          new PutObjectCommand({
            Bucket: this.#settings.bucket,
            Key: key,
            Body: bytes,
            ContentLength: bytes.length,
            ContentMD5: createHash('md5').update(bytes).digest('base64'),
            ContentType: 'application/octet-stream',
            // Written once: two who upload the same at the same time leave one version.
            IfNoneMatch: '*',
            ...(until === null ? {} : { ObjectLockMode: this.#settings.lockMode, ObjectLockRetainUntilDate: until }),
            ...(held ? { ObjectLockLegalHoldStatus: 'ON' as const } : {}),
          }),
        );
      } catch (error) {
        // Somebody else was faster; what they wrote is looked at below.
        if (statusOf(error) !== 412 && statusOf(error) !== 409) throw error;
      }
    }
    const stored = await this.#readWhole(key, sha256);
    if (stored === null || sha256Of(stored) !== sha256) throw new ObjectDamaged(key);
    await this.#protect(key, { until, held });
  }

  /** The latest version, or, where that is not what the name says, the first one that is. Null where there is none at all. */
  async #readWhole(key: string, sha256: string): Promise<Buffer | null> {
    const latest = await this.#readVersion(key);
    if (latest !== null && sha256Of(latest) === sha256) return latest;
    for (const { versionId } of await this.#versions(key)) {
      const bytes = await this.#readVersion(key, versionId);
      if (bytes !== null && sha256Of(bytes) === sha256) return bytes;
    }
    return latest;
  }

  async #readVersion(key: string, versionId?: string): Promise<Buffer | null> {
    try {
      const { Body, ContentLength = 0 } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#settings.bucket, Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) }),
      );
      if (ContentLength > MAX_OBJECT_BYTES || Body === undefined) throw new AppError('payload_too_large');
      return Buffer.from(await Body.transformToByteArray());
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }

  /** Oldest first, delete markers among them. */
  async #versions(key: string): Promise<readonly { readonly versionId: string; readonly marker: boolean }[]> {
    const { Versions = [], DeleteMarkers = [] } = await this.#client.send(
      new ListObjectVersionsCommand({ Bucket: this.#settings.bucket, Prefix: key }),
    );
    const toVersion =
      (marker: boolean) =>
      ({ Key, VersionId, LastModified }: { Key?: string | undefined; VersionId?: string | undefined; LastModified?: Date | undefined }) =>
        Key === key && VersionId !== undefined ? [{ versionId: VersionId, marker, at: LastModified?.getTime() ?? 0 }] : [];
    return [...Versions.flatMap(toVersion(false)), ...DeleteMarkers.flatMap(toVersion(true))].toSorted((a, b) => a.at - b.at);
  }

  /** Every version: deleting a key of a bucket with versions only hides it. */
  async #remove(key: string): Promise<'removed' | 'absent' | 'locked'> {
    const versions = await this.#versions(key);
    let locked = false;
    for (const { versionId } of versions) {
      try {
        await this.#client.send(new DeleteObjectCommand({ Bucket: this.#settings.bucket, Key: key, VersionId: versionId }));
      } catch (error) {
        if (statusOf(error) !== 403) throw error;
        locked = true;
      }
    }
    if (locked) return 'locked';
    return versions.length === 0 ? 'absent' : 'removed';
  }

  async #protect(key: string, { until, held }: ObjectProtection): Promise<void> {
    const { bucket: Bucket, lockMode } = this.#settings;
    for (const { versionId: VersionId } of (await this.#versions(key)).filter(({ marker }) => !marker)) {
      const place = { Bucket, Key: key, VersionId };
      if (until !== null && until > (await this.#lockedUntil(place)))
        await this.#client.send(new PutObjectRetentionCommand({ ...place, Retention: { Mode: lockMode, RetainUntilDate: until } }));
      await this.#client.send(new PutObjectLegalHoldCommand({ ...place, LegalHold: { Status: held ? 'ON' : 'OFF' } }));
    }
  }

  async #lockedUntil(place: { readonly Bucket: string; readonly Key: string; readonly VersionId: string }): Promise<Date> {
    try {
      const { Retention } = await this.#client.send(new GetObjectRetentionCommand(place));
      return Retention?.RetainUntilDate ?? new Date(0);
    } catch (error) {
      // No lock was ever set.
      if (statusOf(error) === 404) return new Date(0);
      throw error;
    }
  }

  #keyOf({ recordingId, sha256 }: ObjectKey): string {
    if (!OBJECT_NAME.test(sha256) || !RECORDING_FOLDER.test(recordingId)) throw new AppError('internal');
    return `${this.#settings.prefix}${recordingId}/${sha256}`;
  }

  #catalogKey(recordingId: RecordingId): string {
    if (!RECORDING_FOLDER.test(recordingId)) throw new AppError('internal');
    return `${this.#settings.prefix}${recordingId}/${CATALOG_NAME}`;
  }
}

function statusOf(error: unknown): number | null {
  const status = (error as { readonly $metadata?: { readonly httpStatusCode?: unknown } } | null)?.$metadata?.httpStatusCode;
  return typeof status === 'number' ? status : null;
}

import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AppError } from '@guichet/protocol';
import { MAX_OBJECT_BYTES, type ObjectProtection } from './object-store.ts';
import type { S3Settings } from './s3-settings.ts';

const REQUEST_WITHIN_MS = 30_000;
const CONNECT_WITHIN_MS = 5_000;
const ATTEMPTS = 3;

interface Version {
  readonly versionId: string;
  /** A delete marker: it hides what is older, and takes nothing away. */
  readonly marker: boolean;
}

/**
 * A bucket with object lock (S3 API, "Object Lock" and "Conditional writes"). A version that is locked is not deleted by anybody before its time; whoever writes over a
 * key or deletes it adds a version. Keys here are without the prefix of the settings.
 */
export class S3Bucket {
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
      throw new Error('The bucket has no object lock');
    this.#isChecked = true;
  }

  close(): void {
    this.#client.destroy();
  }

  /** Writes a version, locked as asked for. False: there is something under the key already, and the server left it alone; not every server does. */
  async create(key: string, bytes: Uint8Array, { until, held }: ObjectProtection): Promise<boolean> {
    if (!this.#isChecked) await this.check();
    try {
      await this.#client.send(
        new PutObjectCommand({
          ...this.#place(key),
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
      return true;
    } catch (error) {
      if (statusOf(error) === 412 || statusOf(error) === 409) return false;
      throw error;
    }
  }

  /** Of one version; without its id of the latest. Null where there is none, or where it is hidden. */
  async read(key: string, versionId?: string): Promise<Buffer | null> {
    try {
      const { Body, ContentLength = 0 } = await this.#client.send(
        new GetObjectCommand({ ...this.#place(key), ...(versionId === undefined ? {} : { VersionId: versionId }) }),
      );
      if (ContentLength > MAX_OBJECT_BYTES || Body === undefined) throw new AppError('payload_too_large');
      return Buffer.from(await Body.transformToByteArray());
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }

  /** Oldest first, delete markers among them. */
  async versions(key: string): Promise<readonly Version[]> {
    const { bucket: Bucket, prefix } = this.#settings;
    const Prefix = `${prefix}${key}`;
    const { Versions = [], DeleteMarkers = [] } = await this.#client.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
    const toVersion =
      (marker: boolean) =>
      ({ Key, VersionId, LastModified }: { Key?: string | undefined; VersionId?: string | undefined; LastModified?: Date | undefined }) =>
        Key === Prefix && VersionId !== undefined ? [{ versionId: VersionId, marker, at: LastModified?.getTime() ?? 0 }] : [];
    return [...Versions.flatMap(toVersion(false)), ...DeleteMarkers.flatMap(toVersion(true))].toSorted((a, b) => a.at - b.at);
  }

  /** Names below a folder (with a slash at its end) of which there is any version, hidden or not. */
  async names(folder: string): Promise<readonly string[]> {
    const { bucket: Bucket, prefix } = this.#settings;
    const names = new Set<string>();
    let place: { KeyMarker?: string; VersionIdMarker?: string } | null = {};
    while (place !== null) {
      const page: ListObjectVersionsCommandOutput = await this.#client.send(
        new ListObjectVersionsCommand({ Bucket, Prefix: `${prefix}${folder}`, ...place }),
      );
      for (const { Key = '' } of page.Versions ?? []) names.add(Key.slice(prefix.length + folder.length));
      const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
      place =
        IsTruncated === true && NextKeyMarker !== undefined
          ? { KeyMarker: NextKeyMarker, ...(NextVersionIdMarker === undefined ? {} : { VersionIdMarker: NextVersionIdMarker }) }
          : null;
    }
    return [...names];
  }

  /** Names of the folders at the top. */
  async *folders(): AsyncIterable<string> {
    const { prefix } = this.#settings;
    for await (const { CommonPrefixes = [] } of this.#pages({ Prefix: prefix, Delimiter: '/' }))
      for (const { Prefix = '' } of CommonPrefixes) yield Prefix.slice(prefix.length, -1);
  }

  /** What is in a folder (with a slash at its end) and not hidden. */
  async *files(folder: string): AsyncIterable<{ readonly name: string; readonly sizeBytes: number }> {
    const Prefix = `${this.#settings.prefix}${folder}`;
    for await (const { Contents = [] } of this.#pages({ Prefix }))
      for (const { Key = '', Size = 0 } of Contents) yield { name: Key.slice(Prefix.length), sizeBytes: Size };
  }

  /** Every version: deleting a key of a bucket with versions only hides it. */
  async remove(key: string): Promise<'removed' | 'absent' | 'locked'> {
    const versions = await this.versions(key);
    let locked = false;
    for (const { versionId } of versions) {
      try {
        await this.#client.send(new DeleteObjectCommand({ ...this.#place(key), VersionId: versionId }));
      } catch (error) {
        if (statusOf(error) !== 403) throw error;
        locked = true;
      }
    }
    if (locked) return 'locked';
    return versions.length === 0 ? 'absent' : 'removed';
  }

  /** Every version is locked longer, never shorter; a hold can be taken away. */
  async protect(key: string, { until, held }: ObjectProtection): Promise<void> {
    for (const { versionId: VersionId } of (await this.versions(key)).filter(({ marker }) => !marker)) {
      const place = { ...this.#place(key), VersionId };
      if (until !== null && until > (await this.#lockedUntil(place)))
        await this.#client.send(
          new PutObjectRetentionCommand({ ...place, Retention: { Mode: this.#settings.lockMode, RetainUntilDate: until } }),
        );
      await this.#client.send(new PutObjectLegalHoldCommand({ ...place, LegalHold: { Status: held ? 'ON' : 'OFF' } }));
    }
  }

  async *#pages(query: { readonly Prefix: string; readonly Delimiter?: string }): AsyncIterable<ListObjectsV2CommandOutput> {
    let token: string | undefined;
    do {
      const page: ListObjectsV2CommandOutput = await this.#client.send(
        new ListObjectsV2Command({ Bucket: this.#settings.bucket, ...query, ...(token === undefined ? {} : { ContinuationToken: token }) }),
      );
      yield page;
      token = page.NextContinuationToken;
    } while (token !== undefined);
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

  #place(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#settings.bucket, Key: `${this.#settings.prefix}${key}` };
  }
}

function statusOf(error: unknown): number | null {
  const status = (error as { readonly $metadata?: { readonly httpStatusCode?: unknown } } | null)?.$metadata?.httpStatusCode;
  return typeof status === 'number' ? status : null;
}

import { AppError, type RecordingId } from '@guichet/protocol';
import {
  CATALOG_NAME,
  OBJECT_NAME,
  ObjectDamaged,
  type ObjectKey,
  type ObjectProtection,
  type ObjectStore,
  RECORDING_FOLDER,
  sha256Of,
} from './object-store.ts';
import { S3Bucket } from './s3-bucket.ts';
import type { S3Settings } from './s3-settings.ts';

/** The archive in a bucket with object lock: of several versions of a key the one counts that its name is the hash of. */
export class S3ObjectStore implements ObjectStore {
  readonly kind = 's3';
  readonly locks = true;
  readonly name: string;
  readonly #bucket: S3Bucket;

  constructor(settings: S3Settings) {
    this.#bucket = new S3Bucket(settings);
    this.name = this.#bucket.name;
  }

  /** Rejects where the bucket keeps no versions or locks nothing. */
  check(): Promise<void> {
    return this.#bucket.check();
  }

  close(): void {
    this.#bucket.close();
  }

  put(key: ObjectKey, bytes: Uint8Array, protection: ObjectProtection): Promise<void> {
    return this.#write(keyOf(key), bytes, key.sha256, protection);
  }

  read(key: ObjectKey): Promise<Buffer | null> {
    return this.#readWhole(keyOf(key), key.sha256);
  }

  remove(key: ObjectKey): Promise<'removed' | 'absent' | 'locked'> {
    return this.#bucket.remove(keyOf(key));
  }

  protect(key: ObjectKey, protection: ObjectProtection): Promise<void> {
    return this.#bucket.protect(keyOf(key), protection);
  }

  putCatalog(recordingId: RecordingId, bytes: Uint8Array, protection: ObjectProtection): Promise<void> {
    return this.#write(catalogKey(recordingId), bytes, sha256Of(bytes), protection);
  }

  readCatalog(recordingId: RecordingId): Promise<Buffer | null> {
    return this.#bucket.read(catalogKey(recordingId));
  }

  removeCatalog(recordingId: RecordingId): Promise<'removed' | 'absent' | 'locked'> {
    return this.#bucket.remove(catalogKey(recordingId));
  }

  protectCatalog(recordingId: RecordingId, protection: ObjectProtection): Promise<void> {
    return this.#bucket.protect(catalogKey(recordingId), protection);
  }

  async *recordings(): AsyncIterable<RecordingId> {
    for await (const name of this.#bucket.folders()) if (RECORDING_FOLDER.test(name)) yield name as RecordingId;
  }

  async *objects(recordingId: RecordingId): AsyncIterable<{ readonly sha256: string; readonly sizeBytes: number }> {
    for await (const { name, sizeBytes } of this.#bucket.files(`${recordingId}/`))
      if (OBJECT_NAME.test(name)) yield { sha256: name, sizeBytes };
  }

  async #write(key: string, bytes: Uint8Array, sha256: string, protection: ObjectProtection): Promise<void> {
    if (sha256Of(bytes) !== sha256) throw new ObjectDamaged('the source');
    // Where somebody else was faster, what they wrote is looked at below.
    if ((await this.#readWhole(key, sha256)) === null) await this.#bucket.create(key, bytes, protection);
    const stored = await this.#readWhole(key, sha256);
    if (stored === null || sha256Of(stored) !== sha256) throw new ObjectDamaged(key);
    await this.#bucket.protect(key, protection);
  }

  /** The latest version, or, where that is not what the name says, the first one that is. Null where there is none at all. */
  async #readWhole(key: string, sha256: string): Promise<Buffer | null> {
    const latest = await this.#bucket.read(key);
    if (latest !== null && sha256Of(latest) === sha256) return latest;
    for (const { versionId } of await this.#bucket.versions(key)) {
      const bytes = await this.#bucket.read(key, versionId);
      if (bytes !== null && sha256Of(bytes) === sha256) return bytes;
    }
    return latest;
  }
}

function keyOf({ recordingId, sha256 }: ObjectKey): string {
  if (!OBJECT_NAME.test(sha256) || !RECORDING_FOLDER.test(recordingId)) throw new AppError('internal');
  return `${recordingId}/${sha256}`;
}

function catalogKey(recordingId: RecordingId): string {
  if (!RECORDING_FOLDER.test(recordingId)) throw new AppError('internal');
  return `${recordingId}/${CATALOG_NAME}`;
}

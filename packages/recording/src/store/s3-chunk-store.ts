import { readFile } from 'node:fs/promises';
import { AppError, type RecordingId } from '@guichet/protocol';
import { CHUNK_KEY, type ChunkStore } from './chunk-store.ts';
import { ObjectDamaged, RECORDING_FOLDER } from './object-store.ts';
import { S3Bucket } from './s3-bucket.ts';
import type { S3Settings } from './s3-settings.ts';

/** A remote store answers late, not slowly: so many uploads at a time hide that. */
const LANES = 16;

/**
 * A bucket with object lock where nodes ship closed chunks during the call. Objects are locked for some days, time enough to be archived: until then nobody can delete them, neither the node nor
 * whoever has its credentials. Of several versions of a key the first one counts.
 */
export class S3ChunkStore implements ChunkStore {
  readonly kind = 's3';
  readonly name: string;
  readonly lanes = LANES;
  readonly lockedForMs: number;
  readonly #bucket: S3Bucket;

  /** @param lockedForMs counted from when an object is shipped */
  constructor(settings: S3Settings, lockedForMs: number) {
    this.#bucket = new S3Bucket(settings);
    this.name = this.#bucket.name;
    this.lockedForMs = lockedForMs;
  }

  close(): void {
    this.#bucket.close();
  }

  async put(key: string, file: string): Promise<void> {
    const bytes = await readFile(file);
    const until = new Date(Date.now() + this.lockedForMs);
    // Looked for first: not every server keeps from writing over what is there.
    const existing = await this.#readFirst(checked(key));
    if (existing !== null && !existing.equals(bytes)) throw new Error('The store holds another object under this key');
    if (existing !== null) return;
    await this.#bucket.create(key, bytes, { until, held: false });
    const stored = await this.#readFirst(key);
    if (stored === null || !stored.equals(bytes)) throw new ObjectDamaged(key);
  }

  async read(key: string, maxBytes: number): Promise<Buffer> {
    const bytes = await this.#readFirst(checked(key));
    if (bytes === null) throw Object.assign(new Error('No such object in the store'), { code: 'ENOENT' });
    return bytes.subarray(0, maxBytes);
  }

  list(recordingId: RecordingId): Promise<readonly string[]> {
    return this.#bucket.names(folderOf(recordingId));
  }

  async clear(recordingId: RecordingId): Promise<void> {
    const folder = folderOf(recordingId);
    for (const name of await this.#bucket.names(folder)) await this.#bucket.remove(`${folder}${name}`);
  }

  async *recordings(): AsyncIterable<RecordingId> {
    for await (const name of this.#bucket.folders()) if (RECORDING_FOLDER.test(name)) yield name as RecordingId;
  }

  async #readFirst(key: string): Promise<Buffer | null> {
    const first = (await this.#bucket.versions(key)).find(({ marker }) => !marker);
    return first === undefined ? null : this.#bucket.read(key, first.versionId);
  }
}

function checked(key: string): string {
  if (!CHUNK_KEY.test(key)) throw new AppError('internal');
  return key;
}

function folderOf(recordingId: RecordingId): string {
  if (!RECORDING_FOLDER.test(recordingId)) throw new AppError('internal');
  return `${recordingId}/`;
}

import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, type RecordingId } from '@guichet/protocol';
import { CATALOG_NAME, OBJECT_NAME, ObjectDamaged, type ObjectKey, type ObjectStore, RECORDING_FOLDER, sha256Of } from './object-store.ts';

/** Read-only, for its owner as well: nothing writes there by mistake. */
const OBJECT_MODE = 0o400;
const DRAFT = /^\.[0-9a-f]{64}\..*\.part$/;
const FOLDER_MODE = 0o700;

/**
 * The archive in a folder: `<recording>/<sha256>`. A file system binds nobody who owns it, so `protect` is no more than what the database
 * refuses; a store with an object lock is.
 */
export class LocalObjectStore implements ObjectStore {
  readonly kind = 'local';
  readonly locks = false;
  readonly name: string;
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
    this.name = root;
  }

  async put(key: ObjectKey, bytes: Uint8Array): Promise<void> {
    await this.#write(this.#pathOf(key), bytes, key.sha256);
  }

  read(key: ObjectKey): Promise<Buffer | null> {
    return readOrNull(this.#pathOf(key));
  }

  remove(key: ObjectKey): Promise<'removed' | 'absent'> {
    return removeFile(this.#pathOf(key));
  }

  async protect(): Promise<void> {}

  async putCatalog(recordingId: RecordingId, bytes: Uint8Array): Promise<void> {
    const folder = this.#folderOf(recordingId);
    await this.#write(join(folder, CATALOG_NAME), bytes, sha256Of(bytes));
    // Written last: what is left of drafts belongs to attempts that were killed.
    for (const name of await namesIn(folder)) if (DRAFT.test(name)) await rm(join(folder, name), { force: true });
  }

  readCatalog(recordingId: RecordingId): Promise<Buffer | null> {
    return readOrNull(join(this.#folderOf(recordingId), CATALOG_NAME));
  }

  async removeCatalog(recordingId: RecordingId): Promise<'removed' | 'absent'> {
    const folder = this.#folderOf(recordingId);
    const removed = await removeFile(join(folder, CATALOG_NAME));
    // The last one to go; what is left are drafts of uploads that never ended.
    await rm(folder, { recursive: true, force: true });
    return removed;
  }

  async protectCatalog(): Promise<void> {}

  async *recordings(): AsyncIterable<RecordingId> {
    for (const name of (await namesIn(this.#root)).toSorted()) if (RECORDING_FOLDER.test(name)) yield name as RecordingId;
  }

  async *objects(recordingId: RecordingId): AsyncIterable<{ readonly sha256: string; readonly sizeBytes: number }> {
    const folder = this.#folderOf(recordingId);
    for (const name of (await namesIn(folder)).toSorted()) {
      if (OBJECT_NAME.test(name)) yield { sha256: name, sizeBytes: (await stat(join(folder, name))).size };
    }
  }

  /** Under its name only once it is whole and on the disk. */
  async #write(target: string, bytes: Uint8Array, sha256: string): Promise<void> {
    if (sha256Of(bytes) !== sha256) throw new ObjectDamaged('the source');
    if ((await readOrNull(target)) === null) {
      const folder = dirname(target);
      await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
      const draft = join(folder, `.${sha256}.${randomUUID()}.part`);
      try {
        const handle = await open(draft, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, OBJECT_MODE);
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        // `link` refuses to replace what is there; `rename` would not.
        await link(draft, target).catch((cause: NodeJS.ErrnoException) => {
          if (cause.code !== 'EEXIST') throw cause;
        });
      } finally {
        await rm(draft, { force: true });
      }
      await syncFolder(folder);
      await syncFolder(dirname(folder));
    }
    const stored = await readOrNull(target);
    if (stored === null || sha256Of(stored) !== sha256) throw new ObjectDamaged(target);
  }

  #folderOf(recordingId: RecordingId): string {
    if (!RECORDING_FOLDER.test(recordingId)) throw new AppError('internal');
    return join(this.#root, recordingId);
  }

  #pathOf({ recordingId, sha256 }: ObjectKey): string {
    if (!OBJECT_NAME.test(sha256)) throw new AppError('internal');
    return join(this.#folderOf(recordingId), sha256);
  }
}

async function removeFile(path: string): Promise<'removed' | 'absent'> {
  try {
    await unlink(path);
    return 'removed';
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
    throw cause;
  }
}

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw cause;
  });
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

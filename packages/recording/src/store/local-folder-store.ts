import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RecordingId } from '@guichet/protocol';
import { INDEX_NAME } from '../journal/names.ts';
import { folderSource } from '../journal/source.ts';
import { CHUNK_KEY, type ChunkStore } from './chunk-store.ts';
import { RECORDING_FOLDER } from './object-store.ts';

const LANES = 2;

/** A store in a folder of this machine, or of a share that is mounted there. */
export class LocalFolderStore implements ChunkStore {
  readonly kind = 'local';
  readonly name: string;
  readonly lanes = LANES;
  readonly lockedForMs = 0;
  readonly #root: string;
  #drafts = 0;

  constructor(root: string) {
    this.#root = root;
    this.name = root;
  }

  async put(key: string, file: string): Promise<void> {
    const target = this.#pathOf(key);
    const folder = dirname(target);
    let isLink: boolean;
    try {
      isLink = await this.#place(file, target);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
      // The first object of a recording; or `file` is gone, and then the second try says so.
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await syncPath(dirname(folder), 'r');
      isLink = await this.#place(file, target);
    }
    // A second name of what the node has durably under the first: should a power cut take it, the node gives it again. With the index, which comes last, all
    // names of the folder are made to last. Syncing it for each chunk cost a tenth of all that recording costs.
    if (!isLink || basename(target) === INDEX_NAME) await syncPath(folder, 'r');
  }

  read(key: string, maxBytes: number): Promise<Buffer> {
    const path = this.#pathOf(key);
    return folderSource(dirname(path)).read(key.slice(key.indexOf('/') + 1), maxBytes);
  }

  async list(recordingId: RecordingId): Promise<readonly string[]> {
    const names = await readdir(join(this.#root, recordingId)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return [];
      throw cause;
    });
    return names.filter((name) => !name.startsWith('.'));
  }

  async clear(recordingId: RecordingId): Promise<void> {
    if (!RECORDING_FOLDER.test(recordingId)) throw new Error('Not a recording of this store');
    await rm(join(this.#root, recordingId), { recursive: true, force: true });
  }

  async *recordings(): AsyncIterable<RecordingId> {
    const names = await readdir(this.#root).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return [];
      throw cause;
    });
    for (const name of names) if (RECORDING_FOLDER.test(name)) yield name as RecordingId;
  }

  /**
   * Puts the file under its name, whole. A chunk is never written to after it is sealed, so on one file system a second name for it is as
   * good as a copy, and its bytes pass through nobody's hands.
   *
   * @returns whether it is a second name
   */
  async #place(file: string, target: string): Promise<boolean> {
    try {
      await link(file, target);
      return true;
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EEXIST') return isSameFile(file, target);
      if (code !== 'EXDEV' && code !== 'EPERM' && code !== 'ENOTSUP') throw cause;
      const draft = join(dirname(target), `.${process.pid}-${this.#drafts++}.new`);
      await copyFile(file, draft, constants.COPYFILE_FICLONE);
      await syncPath(draft, 'r+');
      // The node lets its own copy go later: what came over another file system is held against it first.
      if ((await hashOf(draft)) !== (await hashOf(file))) throw new Error('The store has other bytes than were copied to it', { cause });
      await rename(draft, target);
      return false;
    }
  }

  #pathOf(key: string): string {
    if (!CHUNK_KEY.test(key)) throw new Error('Not a key of this store');
    return join(this.#root, key);
  }
}

async function hashOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** A second name of the same file is the same; anything else is compared, since the node lets its own copy go. */
async function isSameFile(file: string, target: string): Promise<boolean> {
  const [source, existing] = await Promise.all([stat(file), stat(target)]);
  if (source.dev === existing.dev && source.ino === existing.ino) return true;
  const isSame = source.size === existing.size && (await hashOf(file)) === (await hashOf(target));
  if (!isSame) throw new Error('The store holds another object under this key');
  return false;
}

async function syncPath(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RecordingId } from '@guichet/protocol';
import { folderSource } from '../journal/source.ts';
import type { ChunkStore } from './chunk-store.ts';

const KEY = /^rec_[0-9a-z]{24}\/[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A store in a folder of this machine, or of a share that is mounted there. */
export class LocalFolderStore implements ChunkStore {
  readonly name: string;
  readonly #root: string;
  #drafts = 0;

  constructor(root: string) {
    this.#root = root;
    this.name = root;
  }

  async put(key: string, file: string): Promise<void> {
    const target = this.#pathOf(key);
    const existing = await stat(target).catch(() => null);
    const source = await stat(file);
    if (existing) {
      // Objects appear whole (see the rename), so one of the same size is the same.
      if (existing.size === source.size) return;
      throw new Error('The store holds another object under this key');
    }

    const folder = dirname(target);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `.${process.pid}-${this.#drafts++}.new`);
    // A clone where the file system has it, else a copy inside the kernel: the bytes do not pass through this process.
    await copyFile(file, draft, constants.COPYFILE_FICLONE);
    await syncPath(draft, 'r+');
    await rename(draft, target);
    await syncPath(folder, 'r');
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

  #pathOf(key: string): string {
    if (!KEY.test(key)) throw new Error('Not a key of this store');
    return join(this.#root, key);
  }
}

async function syncPath(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a journal is read from: a folder, or a store. */
export interface JournalSource {
  /** For messages. */
  readonly name: string;
  list(): Promise<readonly string[]>;
  /** The object, cut at `maxBytes`; rejects with code `ENOENT` when there is none, and with another one when nobody can say. */
  read(name: string, maxBytes: number): Promise<Buffer>;
}

export function folderSource(dir: string): JournalSource {
  return {
    name: dir,
    list: () => readdir(dir),
    read: async (name, maxBytes) => {
      const handle = await open(join(dir, name), 'r');
      try {
        const { size } = await handle.stat();
        const bytes = Buffer.alloc(Math.min(size, maxBytes));
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
        return bytes.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
  };
}

import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '@guichet/evidence/verification';

/** A file to be read here and there. Rejects with the system's code when it can't be opened. */
export class FileSource implements ByteSource {
  readonly sizeBytes: number;
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle, sizeBytes: number) {
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
  }

  static async open(path: string): Promise<FileSource> {
    const handle = await open(path, 'r');
    const { size } = await handle.stat();
    return new FileSource(handle, size);
  }

  async read(from: number, to: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(to - from);
    await this.readInto(bytes, from);
    return bytes;
  }

  async readInto(target: Uint8Array, from: number): Promise<void> {
    const { bytesRead } = await this.#handle.read(target, 0, target.length, from);
    if (bytesRead < target.length) throw Object.assign(new Error('The file became shorter while it was read'), { code: 'EIO' });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

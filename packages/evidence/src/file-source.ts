import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { ByteSource } from './container/byte-source.ts';
import type { Checksums } from './verify/fingerprint.ts';

/** Node's own, in native code. */
export const nodeChecksums: Checksums = { sha256: () => createHash('sha256'), crc32 };

/**
 * A file to be read here and there, for a process that does nothing else meanwhile: asking a thread for each of the thousand chunks of a recording would take
 * longer than reading them. The constructor throws with the system's code when it can't be opened.
 */
export class FileSource implements ByteSource {
  readonly sizeBytes: number;
  readonly #fd: number;

  constructor(path: string) {
    this.#fd = openSync(path, 'r');
    this.sizeBytes = fstatSync(this.#fd).size;
  }

  async read(from: number, to: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(to - from);
    await this.readInto(bytes, from);
    return bytes;
  }

  async readInto(target: Uint8Array, from: number): Promise<void> {
    const bytesRead = readSync(this.#fd, target, 0, target.length, from);
    if (bytesRead < target.length) throw Object.assign(new Error('The file became shorter while it was read'), { code: 'EIO' });
  }

  close(): void {
    closeSync(this.#fd);
  }
}

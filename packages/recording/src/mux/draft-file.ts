import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { ByteSink } from './matroska-writer.ts';

/** Clusters come by the second; written one by one they would cost more than what is in them. */
const WRITE_BYTES = 1024 * 1024;

/** A file that appears under its name when it is whole. */
export class DraftFile implements ByteSink {
  readonly #path: string;
  readonly #file: FileHandle;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  /** What was handed to the disk last; more is gathered meanwhile. */
  #underWay: Promise<void> = Promise.resolve();

  static async create(path: string): Promise<DraftFile> {
    return new DraftFile(path, await open(draftOf(path), 'w', 0o600));
  }

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  async write(bytes: Buffer): Promise<void> {
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    if (this.#gatheredBytes >= WRITE_BYTES) await this.#send();
  }

  async writeAt(bytes: Buffer, position: number): Promise<void> {
    await this.#flush();
    await this.#writeAll(bytes, position);
  }

  /** On disk under its name, whatever happens to the machine. */
  async keep(): Promise<void> {
    await this.#flush();
    await this.#file.sync();
    await this.#file.close();
    await rename(draftOf(this.#path), this.#path);
  }

  async discard(): Promise<void> {
    await this.#underWay.catch(() => undefined);
    await this.#file.close().catch(() => undefined);
    await rm(draftOf(this.#path), { force: true });
  }

  async #flush(): Promise<void> {
    await this.#send();
    await this.#underWay;
  }

  /** Waits for what was sent before: no more than two pieces are in memory. */
  async #send(): Promise<void> {
    await this.#underWay;
    const bytes = Buffer.concat(this.#gathered);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#underWay = this.#writeAll(bytes, null);
    // Who waits for it next is told; until then nobody does.
    this.#underWay.catch(() => undefined);
  }

  async #writeAll(bytes: Buffer, position: number | null): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, position === null ? null : position + done);
      done += bytesWritten;
    }
  }
}

const draftOf = (path: string): string => `${path}.part`;

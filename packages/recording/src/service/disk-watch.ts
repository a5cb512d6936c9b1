import { statfs } from 'node:fs/promises';

/** Free space has to be this much over the limit before recording goes on, or it would stop and go with every chunk. */
const RESUME_FACTOR = 1.05;

interface DiskWatchOptions {
  readonly dir: string;
  readonly limitBytes: number;
  readonly onLow: (freeBytes: number) => void;
  readonly onRecovered: (freeBytes: number) => void;
}

/** Knows how much room is left where the journals are. */
export class DiskWatch {
  readonly limitBytes: number;
  readonly #options: DiskWatchOptions;
  #freeBytes = Number.POSITIVE_INFINITY;
  #low = false;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
    this.limitBytes = options.limitBytes;
  }

  get freeBytes(): number {
    return this.#freeBytes;
  }

  get low(): boolean {
    return this.#low;
  }

  /** Looks, and tells when the limit was crossed either way. A file system that does not answer counts as full. */
  async look(): Promise<void> {
    const { dir, limitBytes, onLow, onRecovered } = this.#options;
    this.#freeBytes = await statfs(dir).then(
      (fs) => fs.bavail * fs.bsize,
      () => 0,
    );
    const low = this.#freeBytes < (this.#low ? limitBytes * RESUME_FACTOR : limitBytes);
    if (low === this.#low) return;
    this.#low = low;
    if (low) onLow(this.#freeBytes);
    else onRecovered(this.#freeBytes);
  }
}

import { setPriority } from 'node:os';
import { type FaceComparison, IdentityPool, type PoolOptions, PICTURE_PROBLEMS, WorkRefused } from '@guichet/identity/pool';
import type { CheckEngine } from '@guichet/protocol';
import type { WatchedFace } from '@guichet/rules/watch';

/** Looks for faces on pictures of recordings. Null where no engine answered: then nobody has looked. */
export interface FaceEyes {
  look(jpeg: Buffer): Promise<{ readonly faces: readonly WatchedFace[]; readonly engine: CheckEngine } | null>;
  compare(reference: Buffer, jpeg: Buffer): Promise<FaceComparison | null>;
  close(): void;
}

/** After everything else that the machine does (nice(2)). */
const NICENESS = 10;

/** Engines in a process of its own for inspections: no check of a call waits behind a recording. It is there while something is looked at. */
export class PooledEyes implements FaceEyes {
  readonly #pool: IdentityPool;
  readonly #slowed = new Set<number>();

  constructor(options: Partial<PoolOptions>) {
    this.#pool = new IdentityPool({ ...options, workers: 1 });
  }

  async look(jpeg: Buffer): Promise<{ readonly faces: readonly WatchedFace[]; readonly engine: CheckEngine } | null> {
    const looks = await this.#try(() => this.#pool.run('face.analyse', { pictures: [jpeg], embedEvery: 0 }));
    const [look] = looks ?? [];
    if (look?.engines.detector == null) return null;
    const { name, version } = look.engines.detector;
    return { faces: look.faces.map(({ box, confidence }) => ({ height: box.height, confidence })), engine: { name, version } };
  }

  compare(reference: Buffer, jpeg: Buffer): Promise<FaceComparison | null> {
    return this.#try(() => this.#pool.run('face.compare', { reference, live: [jpeg] }));
  }

  close(): void {
    this.#pool.close();
  }

  /** A picture that cannot be opened, an engine that is away: nobody has looked. Anything else is a fault of ours. */
  async #try<Result>(work: () => Promise<Result>): Promise<Result | null> {
    try {
      const result = await work();
      this.#stepBack();
      return result;
    } catch (error) {
      if (error instanceof WorkRefused && (PICTURE_PROBLEMS.some((known) => known === error.problem) || error.problem !== 'closed'))
        return null;
      throw error;
    }
  }

  #stepBack(): void {
    for (const pid of this.#pool.pids) {
      if (this.#slowed.has(pid)) continue;
      this.#slowed.add(pid);
      try {
        setPriority(pid, NICENESS);
      } catch {
        // It has ended already, or the system does not let us: it works all the same.
      }
    }
  }
}

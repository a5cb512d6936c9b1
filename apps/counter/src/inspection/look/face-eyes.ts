import { setPriority } from 'node:os';
import {
  type FaceLook,
  IdentityPool,
  type PoolOptions,
  type ResultOf,
  type TaskOf,
  type WorkKind,
  WorkRefused,
} from '@guichet/identity/pool';

/** Looks for faces on pictures of recordings. Null where no engine answered: then nobody has looked. */
export interface FaceEyes {
  /** Where faces are: nothing by which anybody could be recognised. */
  find(jpeg: Buffer): Promise<ResultOf<'face.look'> | null>;
  /** What the largest face looks like, to be held against another one. */
  recognise(jpeg: Buffer): Promise<FaceLook | null>;
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

  find(jpeg: Buffer): Promise<ResultOf<'face.look'> | null> {
    return this.#run('face.look', { pictures: [jpeg] });
  }

  async recognise(jpeg: Buffer): Promise<FaceLook | null> {
    return (await this.#run('face.analyse', { pictures: [jpeg], embedEvery: 1 }))?.[0] ?? null;
  }

  close(): void {
    this.#pool.close();
  }

  /** An engine that is away, a picture that cannot be opened: nobody has looked. */
  async #run<Kind extends WorkKind>(kind: Kind, task: TaskOf<Kind>): Promise<ResultOf<Kind> | null> {
    try {
      const result = await this.#pool.run(kind, task);
      this.#stepBack();
      return result;
    } catch (error) {
      if (error instanceof WorkRefused && error.problem !== 'closed') return null;
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

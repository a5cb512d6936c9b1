import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workerRuns } from './check-worker.ts';

export interface WorkerStamp {
  readonly origin: 'prebuilt' | 'built';
  readonly sha256: string;
  /** Hash of our shims and patches; null for a prebuilt worker, which has none of them. */
  readonly recipe: string | null;
}

export const cachedWorkerState = { usable: 'usable', absent: 'absent', unusable: 'unusable' } as const;
export type CachedWorkerState = (typeof cachedWorkerState)[keyof typeof cachedWorkerState];

/** One version's place in the cache: the worker, and a stamp that says where it came from. */
export class WorkerCache {
  readonly folder: string;
  readonly binary: string;
  readonly logPath: string;
  /** Parts of an unfinished build stay here, so that an interrupted build goes on where it stopped. */
  readonly buildDir: string;
  readonly lockPath: string;
  readonly #stampPath: string;
  readonly #root: string;

  constructor(cacheDir: string, key: string) {
    this.#root = join(cacheDir, 'mediasoup-worker');
    this.folder = join(this.#root, key);
    this.binary = join(this.folder, 'mediasoup-worker');
    this.#stampPath = join(this.folder, 'stamp.json');
    this.logPath = join(this.#root, 'logs', `${key}.log`);
    this.buildDir = join(this.#root, `build-${key}`);
    this.lockPath = join(this.#root, `${key}.lock`);
  }

  /** `recipe` is today's; a worker built from another one is out of date. */
  async state(recipe: string): Promise<CachedWorkerState> {
    let content: Buffer;
    try {
      content = await readFile(this.binary);
    } catch {
      return cachedWorkerState.absent;
    }
    const stamp = await this.#readStamp();
    if (!stamp || stamp.sha256 !== sha256(content)) return cachedWorkerState.unusable;
    if (stamp.origin === 'built' && stamp.recipe !== recipe) return cachedWorkerState.unusable;
    return (await workerRuns(this.binary)) ? cachedWorkerState.usable : cachedWorkerState.unusable;
  }

  /** A fresh folder on the cache's file system, so that what is made in it can be renamed into place. */
  async makeStagingDir(): Promise<string> {
    const staging = join(this.#root, `staging-${randomUUID()}`);
    await mkdir(staging, { recursive: true });
    return staging;
  }

  /**
   * Puts a finished worker into the cache. The stamp goes first and the binary last, each by rename: a
   * crash in between leaves a pair that does not match, which reads as unusable, never a half-written worker.
   */
  async adopt(staged: string, origin: WorkerStamp['origin'], recipe: string | null): Promise<void> {
    await chmod(staged, 0o755);
    const stamp: WorkerStamp = { origin, sha256: sha256(await readFile(staged)), recipe };
    await mkdir(this.folder, { recursive: true });
    const stampDraft = join(this.folder, `stamp-${randomUUID()}`);
    await writeFile(stampDraft, `${JSON.stringify(stamp, null, 2)}\n`);
    await rename(stampDraft, this.#stampPath);
    await rename(staged, this.binary);
  }

  async #readStamp(): Promise<WorkerStamp | undefined> {
    try {
      return JSON.parse(await readFile(this.#stampPath, 'utf8')) as WorkerStamp;
    } catch {
      return undefined;
    }
  }
}

export async function removeDir(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

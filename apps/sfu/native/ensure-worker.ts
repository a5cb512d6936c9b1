import { platform } from 'node:os';
import { buildOptions, buildWorker } from './build-worker.ts';
import { withBuildLock } from './build-lock.ts';
import { workerRuns } from './check-worker.ts';
import { downloadPrebuilt } from './download-prebuilt.ts';
import { type SourcePatch, sourcePatches } from './patches.ts';
import { recipeHash } from './source-tree.ts';
import { cachedWorkerState, removeDir, WorkerCache } from './worker-cache.ts';
import { readWorkerConfig, type WorkerConfig } from './worker-config.ts';
import { WorkerUnavailableError, workerErrorCode } from './worker-error.ts';
import { cacheKey, findWorkerPackage, prebuiltUrl, type WorkerPackage } from './worker-package.ts';
import { type OnWorkerProgress, workerStep } from './worker-progress.ts';

export const workerOrigin = { env: 'env', cache: 'cache', prebuilt: 'prebuilt', built: 'built' } as const;
export type WorkerOrigin = (typeof workerOrigin)[keyof typeof workerOrigin];

export interface EnsuredWorker {
  /** Absolute path, to be given to mediasoup as `workerBin`. */
  readonly binary: string;
  readonly origin: WorkerOrigin;
  /** The mediasoup version it belongs to. */
  readonly version: string;
}

export interface EnsureWorkerOptions {
  readonly onProgress?: OnWorkerProgress;
  /** Defaults to the process's environment. */
  readonly config?: WorkerConfig;
  readonly workerPackage?: WorkerPackage;
  /** Which changes one that is built here gets; all of ours unless said. */
  readonly patches?: readonly SourcePatch[];
}

/**
 * Finds or makes the media worker that fits the installed mediasoup: the one named by hand, else the cached
 * one, else the prebuilt one, else one built here. Safe to call from many processes at once.
 *
 * @throws {WorkerUnavailableError} with what to do about it.
 */
export async function ensureWorker(options: EnsureWorkerOptions = {}): Promise<EnsuredWorker> {
  const config = options.config ?? readWorkerConfig();
  const workerPackage = options.workerPackage ?? findWorkerPackage();
  const onProgress = options.onProgress ?? (() => {});
  const patches = options.patches ?? sourcePatches;
  const { version } = workerPackage;

  if (config.workerBinary) {
    if (!(await workerRuns(config.workerBinary))) {
      throw new WorkerUnavailableError(workerErrorCode.namedBinaryUnusable, config.workerBinary);
    }
    return { binary: config.workerBinary, origin: workerOrigin.env, version };
  }

  const recipe = await recipeHash(buildOptions, patches);
  const cache = new WorkerCache(config.cacheDir, cacheKey(workerPackage, recipe));
  const state = await cache.state(recipe);
  if (state === cachedWorkerState.usable) return { binary: cache.binary, origin: workerOrigin.cache, version };
  if (state === cachedWorkerState.unusable) onProgress({ step: workerStep.cacheDamaged });

  let downloadFailure = '';
  if (!config.skipPrebuilt) {
    const url = prebuiltUrl(workerPackage, config.prebuiltBaseUrl);
    onProgress({ step: workerStep.downloading, detail: url });
    const reason = await adoptPrebuilt(cache, url);
    if (reason === undefined) return { binary: cache.binary, origin: workerOrigin.prebuilt, version };
    onProgress({ step: workerStep.downloadFailed, detail: reason });
    downloadFailure = `${url}: ${reason}`;
  }
  if (platform() !== 'linux') {
    throw new WorkerUnavailableError(workerErrorCode.platformUnsupported, downloadFailure);
  }

  const origin = await withBuildLock(
    cache.lockPath,
    () => onProgress({ step: workerStep.waitingForOther }),
    async () => {
      // Whoever held the lock before us has probably built it.
      if ((await cache.state(recipe)) === cachedWorkerState.usable) return workerOrigin.cache;
      await buildWorker({
        cache,
        sourceDir: workerPackage.sourceDir,
        recipe,
        patches,
        isRoot: process.getuid?.() === 0,
        onProgress,
      });
      return workerOrigin.built;
    },
  );
  return { binary: cache.binary, origin, version };
}

/** @returns why there is no prebuilt worker, or undefined when it is in the cache now. */
async function adoptPrebuilt(cache: WorkerCache, url: string): Promise<string | undefined> {
  const stagingDir = await cache.makeStagingDir();
  try {
    const result = await downloadPrebuilt(url, stagingDir);
    if ('reason' in result) return result.reason;
    await cache.adopt(result.path, 'prebuilt', null);
    return undefined;
  } finally {
    await removeDir(stagingDir);
  }
}

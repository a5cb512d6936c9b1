import { existsSync } from 'node:fs';
import { buildOptions } from '../../apps/sfu/native/build-worker.ts';
import { sourcePatches } from '../../apps/sfu/native/patches.ts';
import { recipeHash } from '../../apps/sfu/native/source-tree.ts';
import { WorkerCache } from '../../apps/sfu/native/worker-cache.ts';
import { readWorkerConfig } from '../../apps/sfu/native/worker-config.ts';
import { cacheKey, findWorkerPackage } from '../../apps/sfu/native/worker-package.ts';
import { readLauncherConfig } from '../config.ts';

/** Where the media worker stands, without fetching or building anything. */
export async function findWorker(): Promise<{ binary: string | undefined; version: string }> {
  const workerPackage = findWorkerPackage();
  const config = readWorkerConfig(readLauncherConfig().inherited);
  const binary =
    config.workerBinary ?? new WorkerCache(config.cacheDir, cacheKey(workerPackage, await recipeHash(buildOptions, sourcePatches))).binary;
  return { binary: existsSync(binary) ? binary : undefined, version: workerPackage.version };
}

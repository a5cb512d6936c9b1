import { existsSync } from 'node:fs';
import { WorkerCache } from '../../apps/sfu/native/worker-cache.ts';
import { readWorkerConfig } from '../../apps/sfu/native/worker-config.ts';
import { findWorkerPackage, workerKey } from '../../apps/sfu/native/worker-package.ts';
import { readLauncherConfig } from '../config.ts';

/** Where the media worker stands, without fetching or building anything. */
export function findWorker(): Promise<{ binary: string | undefined; version: string }> {
  const workerPackage = findWorkerPackage();
  const config = readWorkerConfig(readLauncherConfig().inherited);
  const binary = config.workerBinary ?? new WorkerCache(config.cacheDir, workerKey(workerPackage)).binary;
  return Promise.resolve({ binary: existsSync(binary) ? binary : undefined, version: workerPackage.version });
}

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, release } from 'node:os';
import { dirname, join } from 'node:path';

/** The installed mediasoup package, of which the worker must be the exact counterpart. */
export interface WorkerPackage {
  readonly version: string;
  /** Absolute folder of the worker's C++ source. */
  readonly sourceDir: string;
  /** Where its releases are published, e.g. `https://github.com/owner/name`. */
  readonly repositoryUrl: string;
}

/** Finds mediasoup as `apps/sfu` would import it and reads what its worker must match. */
export function findWorkerPackage(): WorkerPackage {
  // The package exports no `package.json`, so its folder is found from its entry file upwards.
  let folder = dirname(createRequire(import.meta.url).resolve('mediasoup'));
  while (!isMediasoupFolder(folder)) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The folder of the mediasoup package was not found');
    folder = parent;
  }
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string;
    repository: { url: string };
  };
  return {
    version: manifest.version,
    sourceDir: join(folder, 'worker'),
    repositoryUrl: manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, ''),
  };
}

/** `3.27.1-linux-x64`: a worker is usable for one mediasoup version, system and processor only. */
export function workerKey(workerPackage: WorkerPackage): string {
  return `${workerPackage.version}-${platform()}-${arch()}`;
}

/** Of a worker in the cache: two checkouts that build from different recipes keep one each. */
export function cacheKey(workerPackage: WorkerPackage, recipe: string): string {
  return `${workerKey(workerPackage)}-${recipe.slice(0, 8)}`;
}

/**
 * The address mediasoup's own install script fetches the prebuilt worker from (`npm-scripts.mjs`,
 * `getWorkerPrebuildTarName` and `downloadPrebuiltWorker`). On Linux the kernel's major version is part of it.
 */
export function prebuiltUrl(workerPackage: WorkerPackage, baseUrl: string | undefined): string {
  const base = baseUrl ?? `${workerPackage.repositoryUrl}/releases/download`;
  const kernel = platform() === 'linux' ? `-kernel${Number(release().split('.')[0])}` : '';
  return `${base}/${workerPackage.version}/mediasoup-worker-${workerKey(workerPackage)}${kernel}.tgz`;
}

function isMediasoupFolder(folder: string): boolean {
  const manifestPath = join(folder, 'package.json');
  if (!existsSync(manifestPath)) return false;
  return (JSON.parse(readFileSync(manifestPath, 'utf8')) as { name?: string }).name === 'mediasoup';
}

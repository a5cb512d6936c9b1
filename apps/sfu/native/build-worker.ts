import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { workerRuns } from './check-worker.ts';
import { ninjaPercent } from './ninja-progress.ts';
import { runCommand } from './run-command.ts';
import type { SourcePatch } from './patches.ts';
import { prepareSourceTree } from './source-tree.ts';
import { ensureToolchain } from './toolchain.ts';
import { removeDir, type WorkerCache } from './worker-cache.ts';
import { WorkerUnavailableError, workerErrorCode } from './worker-error.ts';
import { type OnWorkerProgress, workerStep } from './worker-progress.ts';

/**
 * The first two are mediasoup's own release options. The rest hardens a program whose input comes from
 * strangers: position independence, stack protector, checked libc calls, read-only relocations.
 */
export const buildOptions = [
  '--buildtype=release',
  '-Db_ndebug=true',
  '-Db_pie=true',
  '-Dc_args=-fstack-protector-strong -D_FORTIFY_SOURCE=2',
  '-Dcpp_args=-fstack-protector-strong -D_FORTIFY_SOURCE=2',
  '-Dcpp_link_args=-Wl,-z,relro,-z,now',
] as const;

const bytesPerCompiler = 1_000_000_000;
const compileTimeoutMs = 3_600_000;

export interface BuildRequest {
  readonly cache: WorkerCache;
  readonly sourceDir: string;
  readonly recipe: string;
  readonly patches: readonly SourcePatch[];
  readonly isRoot: boolean;
  readonly onProgress: OnWorkerProgress;
}

/**
 * Compiles the worker from the package's source and puts it into the cache. The caller holds the lock.
 *
 * @throws {WorkerUnavailableError}
 */
export async function buildWorker(request: BuildRequest): Promise<void> {
  const { cache, onProgress } = request;
  await mkdir(dirname(cache.logPath), { recursive: true });
  await rm(cache.logPath, { force: true });
  await ensureToolchain({
    isRoot: request.isRoot,
    logPath: cache.logPath,
    onInstalling: (packages) => onProgress({ step: workerStep.installingPackages, detail: packages }),
  });

  onProgress({ step: workerStep.preparingSource });
  const sourceTree = await prepareSourceTree(request.sourceDir, cache.buildDir, request.recipe, request.patches);
  const objectDir = join(cache.buildDir, 'objects');

  onProgress({ step: workerStep.configuring });
  if (!existsSync(join(objectDir, 'build.ninja'))) {
    // A folder without build.ninja is left over from a configuration that was cut off.
    await removeDir(objectDir);
    // --wrap-mode=nodownload: what the shims do not provide is an error, never a download.
    await step(cache, 'meson', ['setup', objectDir, sourceTree, '--wrap-mode=nodownload', ...buildOptions]);
  }

  onProgress({ step: workerStep.compiling, percent: 0 });
  await step(cache, 'ninja', ['-C', objectDir, '-j', String(compilerCount()), 'mediasoup-worker'], (line) => {
    const percent = ninjaPercent(line);
    if (percent !== undefined) onProgress({ step: workerStep.compiling, percent });
  });

  const staged = join(cache.buildDir, 'mediasoup-worker');
  await copyFile(join(objectDir, 'mediasoup-worker'), staged);
  await step(cache, 'strip', [staged]);
  if (!(await workerRuns(staged))) {
    throw new WorkerUnavailableError(workerErrorCode.buildFailed, `what was built does not run; log: ${cache.logPath}`);
  }
  await cache.adopt(staged, 'built', request.recipe);
  await removeDir(cache.buildDir);
}

async function step(cache: WorkerCache, command: string, args: readonly string[], onLine?: (line: string) => void): Promise<void> {
  const result = await runCommand(command, args, {
    logPath: cache.logPath,
    timeoutMs: compileTimeoutMs,
    ...(onLine ? { onLine } : {}),
  });
  if (result.exitCode === 0) return;
  throw new WorkerUnavailableError(workerErrorCode.buildFailed, `${command}; log: ${cache.logPath}\n${result.tail}`);
}

/** One compiler per core, but no more than memory holds: a compiler that is killed fails the whole build. */
function compilerCount(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(process.availableMemory() / bytesPerCompiler)));
}

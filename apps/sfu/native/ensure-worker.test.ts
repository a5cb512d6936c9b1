import { createServer, type Server } from 'node:http';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildOptions } from './build-worker.ts';
import { withBuildLock } from './build-lock.ts';
import { downloadPrebuilt } from './download-prebuilt.ts';
import { ensureWorker } from './ensure-worker.ts';
import { runCommand } from './run-command.ts';
import { sourcePatches } from './patches.ts';
import { recipeHash } from './source-tree.ts';
import { WorkerCache } from './worker-cache.ts';
import type { WorkerConfig } from './worker-config.ts';
import { cacheKey, findWorkerPackage, prebuiltUrl } from './worker-package.ts';

/** Behaves as far as this code can see like a worker: ends with 41 when it is not started by mediasoup. */
const workerScript = '#!/bin/sh\nexit 41\n';
const otherProgram = '#!/bin/sh\nexit 0\n';

let folder: string;
let config: WorkerConfig;
let mirror: Server | undefined;
const requestedPaths: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-worker-'));
  config = { workerBinary: undefined, cacheDir: join(folder, 'cache'), prebuiltBaseUrl: undefined, skipPrebuilt: false };
  requestedPaths.length = 0;
});
afterEach(async () => {
  mirror?.closeAllConnections();
  mirror?.close();
  mirror = undefined;
  await rm(folder, { recursive: true, force: true });
});

test('a worker named by hand wins, and is refused when it is none', async () => {
  const workerBinary = await script('named', workerScript);
  await expect(ensureWorker({ config: { ...config, workerBinary } })).resolves.toMatchObject({
    binary: workerBinary,
    origin: 'env',
    version: findWorkerPackage().version,
  });
  const wrong = await script('wrong', otherProgram);
  await expect(ensureWorker({ config: { ...config, workerBinary: wrong } })).rejects.toMatchObject({
    code: 'namedBinaryUnusable',
  });
});

test('the prebuilt worker is fetched from the address mediasoup uses, then found in the cache', async () => {
  const prebuiltBaseUrl = await serveArchive(workerScript);
  const first = await ensureWorker({ config: { ...config, prebuiltBaseUrl } });
  expect(first.origin).toBe('prebuilt');
  expect(requestedPaths[0]).toMatch(/^\/\d+\.\d+\.\d+\/mediasoup-worker-\d+\.\d+\.\d+-\w+-\w+(-kernel\d+)?\.tgz$/);
  const second = await ensureWorker({ config: { ...config, prebuiltBaseUrl } });
  expect(second).toEqual({ ...first, origin: 'cache' });
  expect(requestedPaths).toHaveLength(1);
  expect(await readdir(join(config.cacheDir, 'mediasoup-worker'))).toEqual([
    cacheKey(findWorkerPackage(), await recipeHash(buildOptions, sourcePatches)),
  ]);
});

test('a changed byte in the cached worker is noticed and the worker replaced', async () => {
  const prebuiltBaseUrl = await serveArchive(workerScript);
  const { binary } = await ensureWorker({ config: { ...config, prebuiltBaseUrl } });
  await writeFile(binary, `${workerScript}#`);
  const steps: string[] = [];
  const again = await ensureWorker({
    config: { ...config, prebuiltBaseUrl },
    onProgress: ({ step }) => steps.push(step),
  });
  expect(again.origin).toBe('prebuilt');
  expect(steps).toContain('cacheDamaged');
  expect(await readFile(binary, 'utf8')).toBe(workerScript);
});

test('a worker built from an older recipe is out of date, a prebuilt one never is', async () => {
  const cache = new WorkerCache(config.cacheDir, 'some-version');
  await cache.adopt(await script('built', workerScript), 'built', 'old recipe');
  expect(await cache.state('old recipe')).toBe('usable');
  expect(await cache.state(await recipeHash(buildOptions, sourcePatches))).toBe('unusable');
  await cache.adopt(await script('prebuilt', workerScript), 'prebuilt', null);
  expect(await cache.state(await recipeHash(buildOptions, sourcePatches))).toBe('usable');
});

test('a prebuilt archive is refused when it does not hold a worker that runs', async () => {
  const staging = join(folder, 'staging');
  await mkdir(staging);
  const wrongProgram = await downloadPrebuilt(`${await serveArchive(otherProgram)}/w.tgz`, staging);
  expect(wrongProgram).toMatchObject({ reason: expect.stringMatching(/does not run/) });
  const wrongMember = await downloadPrebuilt(`${await serveArchive(workerScript, 'other')}/w.tgz`, staging);
  expect(wrongMember).toMatchObject({ reason: expect.stringMatching(/holds no/) });
});

test('a server that does not answer costs no more than the deadline', async () => {
  const base = await serve(() => {});
  const started = performance.now();
  const result = await downloadPrebuilt(`${base}/w.tgz`, folder, { responseTimeoutMs: 200, bodyTimeoutMs: 200 });
  expect(result).toEqual({ reason: 'no answer in time' });
  expect(performance.now() - started).toBeLessThan(3_000);
});

test('the address of the prebuilt worker is the one in the package', () => {
  const workerPackage = findWorkerPackage();
  expect(prebuiltUrl(workerPackage, undefined)).toContain(`${workerPackage.repositoryUrl}/releases/download/${workerPackage.version}/`);
});

test.skipIf(platform() !== 'linux')('two builders never run at the same time, and a killed one frees the lock', async () => {
  const lockPath = join(folder, 'lock');
  let inside = 0;
  let most = 0;
  let waits = 0;
  const build = async (): Promise<void> =>
    withBuildLock(
      lockPath,
      () => waits++,
      async () => {
        most = Math.max(most, ++inside);
        // Long enough for the other to have come in if the lock did not hold.
        await new Promise((resolve) => setTimeout(resolve, 700));
        inside--;
      },
    );
  const killed = runCommand('timeout', ['-s', 'KILL', '1', process.execPath, '-e', holdLockScript(lockPath)], {
    timeoutMs: 20_000,
  });
  await expect.poll(async () => readdir(folder)).toContain('held');
  await Promise.all([build(), build()]);
  expect((await killed).exitCode).not.toBe(0);
  expect(most).toBe(1);
  expect(waits).toBeGreaterThan(0);
});

function holdLockScript(lockPath: string): string {
  const held = JSON.stringify(join(folder, 'held'));
  return `import(${JSON.stringify(join(import.meta.dirname, 'build-lock.ts'))}).then(({ withBuildLock }) =>
    withBuildLock(${JSON.stringify(lockPath)}, () => {}, async () => {
      require('node:fs').writeFileSync(${held}, '');
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }))`;
}

async function script(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  await chmod(path, 0o755);
  return path;
}

async function serveArchive(content: string, memberName = 'mediasoup-worker'): Promise<string> {
  const packing = await mkdtemp(join(folder, 'packing-'));
  await cp(await script('member', content), join(packing, memberName));
  const archive = join(packing, 'worker.tgz');
  const packed = await runCommand('tar', ['-czf', archive, '-C', packing, memberName], { timeoutMs: 10_000 });
  expect(packed.exitCode).toBe(0);
  const bytes = await readFile(archive);
  return serve((respond) => respond(bytes));
}

async function serve(answer: (respond: (body: Buffer) => void) => void): Promise<string> {
  const server = createServer((request, response) => {
    requestedPaths.push(request.url ?? '');
    answer((body) => response.end(body));
  });
  mirror?.closeAllConnections();
  mirror?.close();
  mirror = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Manifest } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const FIRST_SCREEN_BYTES = 110 * 1024;
const CHECK_BYTES = 80 * 1024;

const dir = mkdtempSync(join(tmpdir(), 'guichet-customer-web-'));
let manifest: Manifest;
beforeAll(() => {
  // In a process of its own: the test's environment would make a development build of React.
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  execFileSync(process.execPath, [vite, 'build', ROOT, '--outDir', dir, '--manifest', '--logLevel', 'error'], {
    cwd: ROOT,
    env: { NODE_ENV: 'production' },
  });
  manifest = JSON.parse(readFileSync(join(dir, '.vite/manifest.json'), 'utf8')) as Manifest;
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Adds the chunk of a source file, and every chunk it cannot run without. */
function load(source: string, loaded = new Set<string>()): Set<string> {
  const key = Object.keys(manifest).find((name) => name.endsWith(source));
  if (key === undefined) throw new Error(`The build has no chunk of ${source}`);
  const chunk = manifest[key];
  if (!chunk || loaded.has(chunk.file)) return loaded;
  loaded.add(chunk.file);
  for (const name of chunk.imports ?? []) load(name, loaded);
  return loaded;
}

/** Texts are loaded in one language. */
function firstScreen(): Set<string> {
  const loaded = load('index.html');
  for (const source of ['src/app/texts/zh-cn.ts', 'ui/src/i18n/zh-cn.ts']) load(source, loaded);
  return loaded;
}

const gzipBytes = (files: Iterable<string>) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dir, file)), { level: 9 }).length, 0);

it('loads at most 110 KB of script, compressed, up to the first screen', () => {
  const bytes = gzipBytes(firstScreen());
  console.info('first screen, gzip bytes:', bytes);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(FIRST_SCREEN_BYTES);
});

it('loads at most 80 KB more up to the device and line check, its socket included', () => {
  const before = firstScreen();
  const check = load('socket.io-client/build/esm/index.js', load('src/precheck/precheck-screen.tsx'));
  const bytes = gzipBytes([...check].filter((file) => !before.has(file)));
  console.info('device and line check, gzip bytes more:', bytes);
  expect(bytes).toBeGreaterThan(30_000);
  expect(bytes).toBeLessThanOrEqual(CHECK_BYTES);
});

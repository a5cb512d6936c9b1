import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryRoot } from './bootstrap/environment.mjs';
import { readLauncherConfig } from './config.ts';

const { inherited } = readLauncherConfig();
const run = (args: string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [join(repositoryRoot, 'scripts/run.mjs'), ...args], { encoding: 'utf8', env: { ...inherited, ...env } });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-run-'));
  // The first command may still have to install; what is tested is the state after that.
  run(['guichet', '--help']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const timed = <T>(work: () => T): [T, durationMs: number] => {
  const startedAtMs = performance.now();
  return [work(), performance.now() - startedAtMs];
};

test('with everything in place a command prints its own output, nothing else, and pays less than a second for the set-up', () => {
  const tool = join(repositoryRoot, 'apps/cli/src/main.ts');
  const [, bareMs] = timed(() => spawnSync(process.execPath, [tool, '--help'], { env: inherited }));
  const [{ status, stdout, stderr }, durationMs] = timed(() => run(['guichet', '--help']));
  expect(durationMs - bareMs).toBeLessThan(1_000);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage: guichet/);
});

test('doctor --json is one JSON object on standard output', () => {
  const { stdout, stderr } = run(['doctor', '--json']);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ ok: expect.any(Boolean), checks: expect.any(Array) });
});

test('a command that is not there exits with 2', () => {
  expect(run(['launch']).status).toBe(2);
});

test('where the packages cannot be installed the reason and the command are named, without a stack trace', () => {
  const npx = join(folder, 'npx');
  writeFileSync(npx, '#!/bin/sh\necho registry not reached >&2\nexit 1\n');
  chmodSync(npx, 0o755);
  // The installation is noted by the lock file and the ABI; another checkout's note does not count here.
  const source = `
    import { ensurePackages } from ${JSON.stringify(join(repositoryRoot, 'scripts/bootstrap/packages.mjs'))};
    await ensurePackages(${JSON.stringify(join(folder, 'nothing-noted'))}).catch((error) => console.log(error.message, '|', error.command));
  `;
  const env = { ...inherited, PATH: `${folder}:${inherited['PATH']}`, LANG: 'en_US.UTF-8', LC_ALL: '' };
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8', env });
  expect(stderr).toContain('registry not reached');
  expect(stdout).toContain('| npx -y pnpm@10.34.9 install --frozen-lockfile --prefer-offline');
});

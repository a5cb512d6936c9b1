import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InstanceLock, runningInstance } from './instance-lock.ts';

const info = { pid: process.pid, startedAt: '2026-01-01T00:00:00.000Z', url: 'http://localhost:8080' };
let dataDir: string;

beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'guichet-lock-'))));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test('a second launcher is told who runs, and may start after the first has ended', async () => {
  const lock = await InstanceLock.acquire(dataDir, info);
  await expect(InstanceLock.acquire(dataDir, { ...info, pid: 1 })).rejects.toMatchObject({ running: info });
  expect(await runningInstance(dataDir)).toEqual(info);
  await lock.release();
  expect(await runningInstance(dataDir)).toBeUndefined();
  await (await InstanceLock.acquire(dataDir, info)).release();
});

test('the lock of a launcher that was killed with -9 is free', async () => {
  const source = `
    import { InstanceLock } from ${JSON.stringify(join(import.meta.dirname, 'instance-lock.ts'))}
    await InstanceLock.acquire(${JSON.stringify(dataDir)}, { pid: process.pid, startedAt: '', url: '' })
    console.log('held')
    setInterval(() => {}, 1000)
  `;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  expect(await runningInstance(dataDir)).toMatchObject({ pid: holder.pid });
  const gone = new Promise((resolve) => holder.once('exit', resolve));
  holder.kill('SIGKILL');
  await gone;
  await (await InstanceLock.acquire(dataDir, info)).release();
});

test('of two launchers that start at the same instant at most one holds the folder', async () => {
  const attempts = await Promise.allSettled([1, 2, 3].map((pid) => InstanceLock.acquire(dataDir, { ...info, pid })));
  const held = attempts.filter((attempt) => attempt.status === 'fulfilled');
  expect(held.length).toBeLessThanOrEqual(1);
  await Promise.all(held.map((attempt) => attempt.value.release()));
});

test('a data folder with a path too long for a socket can be held all the same', async () => {
  const deep = join(dataDir, 'x'.repeat(120));
  const lock = await InstanceLock.acquire(deep, info);
  expect(await runningInstance(deep)).toEqual(info);
  await lock.release();
});

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '@guichet/database/embedded';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { isTcpPortFree } from './ports.ts';
import { isReady } from './readiness.ts';
import { startGuichet, type Running, type StartOptions, type SupervisedName } from './index.ts';

const NAMES: readonly SupervisedName[] = ['demo-bank', 'counter', 'recording', 'sfu', 'database'];
const folders: string[] = [];
let dataDir: string;
let running: Running | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'guichet-start-'));
  folders.push(dataDir);
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const options = (): StartOptions => ({ dataDir, ports: { counter: 0, signalling: 0, media: 0 }, pages: false, durable: false });
const pidsOf = ({ pids }: Running): number[] => NAMES.map((name) => pids[name] ?? 0);
const serves = (port: number) => isReady({ kind: 'http', url: `http://127.0.0.1:${port}/readyz` });

test('an installation serves, keeps its secrets to its owner, and leaves neither process nor port behind', async () => {
  running = await startGuichet(options());
  const { ports } = running;
  const pids = pidsOf(running);
  expect(pids.every((pid) => pid > 0 && isAlive(pid))).toBe(true);
  expect(await Promise.all([serves(ports.counter), serves(ports.signalling)])).toEqual([true, true]);
  expect(running.logins.length).toBeGreaterThan(0);
  expect(running.logins.every(({ password }) => password !== undefined && password.length >= 12)).toBe(true);
  for (const secret of [
    'demo-logins.json',
    'demo-api-key.txt',
    'keys/node.jwk',
    'keys/node.pem',
    'secrets/demo-bank',
    'postgres.password',
  ]) {
    expect(statSync(join(dataDir, secret)).mode & 0o077, secret).toBe(0);
  }
  await expect(startGuichet(options())).rejects.toMatchObject({ name: 'AlreadyRunningError', running: { pid: process.pid } });

  await running.stop();
  expect(pids.filter(isAlive)).toEqual([]);
  expect(await Promise.all(Object.values(ports).map((port) => isTcpPortFree(port, '0.0.0.0')))).toEqual([true, true, true, true]);
});

test('a second start finds everything done and takes a fraction of the time', async () => {
  running = await startGuichet(options());
  const firstLogins = running.logins;
  await running.stop();
  const steps: string[] = [];
  const progress = { note: () => undefined, step: <T>(texts: { en: string }, work: () => Promise<T>) => (steps.push(texts.en), work()) };
  // Where the demo bank answers is part of what is seeded.
  running = await startGuichet({ ...options(), ports: { ...options().ports, bank: running.ports.bank }, progress });
  expect(steps).toEqual(['Starting PostgreSQL', 'Starting the servers']);
  expect(running.logins).toEqual(firstLogins);
});

test('a server that cannot start is named with its last words, and nothing stays behind', async () => {
  const failing = startGuichet({ ...options(), childEnv: { counter: { LOG_LEVEL: 'shouting' } } });
  await expect(failing).rejects.toThrow(/LOG_LEVEL/);
  expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down');
});

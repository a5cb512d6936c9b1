import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '@guichet/database/embedded';
import { expect, test } from 'vitest';
import { isTcpPortFree } from './ports.ts';
import { startGuichet, type Running } from './index.ts';
import { NAMES, ScratchInstallations, serves } from './testing/scratch-installations.ts';

const scratch = new ScratchInstallations();
const pidsOf = ({ pids }: Running): number[] => NAMES.map((name) => pids[name] ?? 0);

test('an installation serves, keeps its secrets to its owner, and leaves neither process nor port behind', async () => {
  const running = await scratch.start();
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
    expect(statSync(join(scratch.dataDir, secret)).mode & 0o077, secret).toBe(0);
  }
  await expect(startGuichet(scratch.options)).rejects.toMatchObject({ name: 'AlreadyRunningError', running: { pid: process.pid } });

  await running.stop();
  expect(pids.filter(isAlive)).toEqual([]);
  expect(await Promise.all(Object.values(ports).map((port) => isTcpPortFree(port, '0.0.0.0')))).toEqual([true, true, true, true]);
});

test('a second start finds everything done and takes a fraction of the time', async () => {
  const first = await scratch.start();
  const firstLogins = first.logins;
  await first.stop();
  const steps: string[] = [];
  const progress = { note: () => undefined, step: <T>(texts: { en: string }, work: () => Promise<T>) => (steps.push(texts.en), work()) };
  // Where the demo bank answers is part of what is seeded.
  const running = await scratch.start({ ports: { ...scratch.options.ports, bank: first.ports.bank }, progress });
  expect(steps).toEqual(['Starting PostgreSQL', 'Starting the servers']);
  expect(running.logins).toEqual(firstLogins);
});

test('a server that cannot start is named with its last words, and nothing stays behind', async () => {
  const failing = startGuichet({ ...scratch.options, childEnv: { counter: { LOG_LEVEL: 'shouting' } } });
  await expect(failing).rejects.toThrow(/LOG_LEVEL/);
  expect(readFileSync(join(scratch.dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down');
});

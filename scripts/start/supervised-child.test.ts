import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAlive } from '@guichet/database/embedded';
import { isReady } from './readiness.ts';
import { SupervisedChild, type ChildEnd } from './supervised-child.ts';

/** Serves like one of our mains: ready on a socket, ends on SIGTERM and when its lifeline closes. */
const OBEDIENT = `
import { createServer, Socket } from 'node:net';
import { rmSync } from 'node:fs';
rmSync(process.env.SOCKET, { force: true });
createServer().listen(process.env.SOCKET);
const end = (why) => { console.log('ended: ' + why); process.exit(0); };
process.on('SIGTERM', () => end('asked'));
new Socket({ fd: Number(process.env.GUICHET_LIFELINE_FD) }).on('close', () => end('orphaned')).resume().unref();
`;
const STUBBORN = `process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000);`;
const BROKEN = `console.log('no such table'); process.exit(3);`;

let folder: string;
let children: SupervisedChild[];
let ends: ChildEnd[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-child-'));
  children = [];
  ends = [];
});
afterEach(async () => {
  await Promise.all(children.map((child) => child.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const socket = () => join(folder, 'child.sock');
const logFile = () => join(folder, 'logs', 'child.log');

function makeChild(source: string): SupervisedChild {
  writeFileSync(join(folder, 'main.mjs'), source);
  const child = new SupervisedChild({
    plan: {
      name: 'recording',
      script: 'main.mjs',
      env: { SOCKET: socket(), GUICHET_LIFELINE_FD: '3' },
      ready: { kind: 'socket', path: socket() },
    },
    cwd: folder,
    env: {},
    log: { file: logFile() },
    onDeath: (end) => ends.push(end),
    stopDeadlineMs: 500,
  });
  children.push(child);
  child.start();
  return child;
}

const untilReady = () => vi.waitFor(async () => expect(await isReady({ kind: 'socket', path: socket() })).toBe(true), { timeout: 5_000 });

test('a child killed with -9 is back at once under another process id, and the death is told', async () => {
  const child = makeChild(OBEDIENT);
  await untilReady();
  const firstPid = child.pid ?? 0;
  const killedAtMs = performance.now();
  process.kill(firstPid, 'SIGKILL');
  await vi.waitFor(() => expect(child.deaths).toBe(1), { timeout: 5_000, interval: 5 });
  await untilReady();
  expect(performance.now() - killedAtMs).toBeLessThan(2_000);
  expect(child.pid).not.toBe(firstPid);
  expect(ends).toEqual([{ name: 'recording', code: null, signal: 'SIGKILL' }]);
});

test('stopping asks first, waits, and is no death', async () => {
  const child = makeChild(OBEDIENT);
  await untilReady();
  await Promise.all([child.stop(), child.stop()]);
  expect(isAlive(child.pid ?? 0)).toBe(false);
  expect(readFileSync(logFile(), 'utf8')).toContain('ended: asked');
  expect(ends).toEqual([]);
});

test('a child that ignores being asked is ended all the same', async () => {
  const child = makeChild(STUBBORN);
  await vi.waitFor(() => expect(readFileSync(logFile(), 'utf8')).toContain('up'), { timeout: 5_000 });
  await child.stop();
  expect(isAlive(child.pid ?? 0)).toBe(false);
});

test('a child that cannot start is tried again ever later, and its last words are kept', async () => {
  const child = makeChild(BROKEN);
  await vi.waitFor(() => expect(child.deaths).toBeGreaterThanOrEqual(3), { timeout: 5_000 });
  expect(ends[0]).toMatchObject({ code: 3 });
  expect(child.logTail()).toContain('no such table');
  await child.stop();
  const deaths = child.deaths;
  // It waits for its next try half a second from now at the earliest; stopped, it has none.
  await expect(vi.waitFor(() => expect(child.deaths).toBeGreaterThan(deaths), { timeout: 800 })).rejects.toThrow();
});

test('a launcher killed with -9 takes its children with it', async () => {
  writeFileSync(join(folder, 'main.mjs'), OBEDIENT);
  const source = `
    import { SupervisedChild } from ${JSON.stringify(join(import.meta.dirname, 'supervised-child.ts'))};
    const folder = ${JSON.stringify(folder)};
    const env = { SOCKET: ${JSON.stringify(socket())}, GUICHET_LIFELINE_FD: '3' };
    const plan = { name: 'recording', script: 'main.mjs', env, ready: { kind: 'socket', path: '' } };
    const child = new SupervisedChild({ plan, cwd: folder, env: {}, log: { file: folder + '/logs/child.log' }, onDeath() {} });
    child.start();
    console.log(child.pid);
    setInterval(() => {}, 1000);
  `;
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((resolve) => launcher.stdout.once('data', (line) => resolve(Number(line))));
  await untilReady();
  launcher.kill('SIGKILL');
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5_000 });
  expect(readFileSync(logFile(), 'utf8')).toContain('ended: orphaned');
});

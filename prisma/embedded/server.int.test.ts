import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAlive, tryConnect } from './connect.ts';
import { startEmbedded, type EmbeddedServer } from './server.ts';

let folder: string;
let dir: string;
const started: EmbeddedServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-embedded-'));
  dir = join(folder, 'postgres');
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function startServer(port?: number): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dir, durable: false, ...(port === undefined ? {} : { port }) });
  started.push(server);
  return server;
}

async function query(server: EmbeddedServer, sql: string): Promise<unknown[]> {
  const client = await tryConnect(server.url);
  if (!client) throw new Error('the server takes no connection');
  return (await client.query(sql).finally(() => client.end())).rows;
}

test('a stopped server leaves no process and keeps its data for the next start', async () => {
  const first = await startServer();
  await query(first, 'create table kept as select 42 as answer');
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);

  const second = await startServer();
  expect(await query(second, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('a second caller joins the running server and does not stop it', async () => {
  const owner = await startServer();
  const guest = await startServer();
  expect(guest).toMatchObject({ joined: true, port: owner.port, pid: owner.pid });
  await guest.stop();
  expect(await query(owner, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a server killed with -9 under open connections starts again on the same port', async () => {
  const first = await startServer();
  const idle = await tryConnect(first.url);
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  const second = await startServer(first.port);
  expect(second).toMatchObject({ joined: false, port: first.port });
  expect(await query(second, 'select 1 as one')).toEqual([{ one: 1 }]);
  await idle?.end().catch(() => undefined);
});

test('killing the process that started it with -9 ends the server', async () => {
  const source = `
    import { startEmbedded } from ${JSON.stringify(join(import.meta.dirname, 'server.ts'))}
    const server = await startEmbedded({ dir: ${JSON.stringify(dir)}, durable: false })
    console.log(server.pid)
    setInterval(() => {}, 1000)
  `;
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((resolve) => launcher.stdout.once('data', (line) => resolve(Number(line))));
  expect(isAlive(pid)).toBe(true);
  launcher.kill('SIGKILL');
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000, interval: 50 });
});

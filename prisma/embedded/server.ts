import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { SetupError } from '../setup-error.ts';
import { embeddedBinaries } from './binaries.ts';
import { ClusterFolder } from './cluster-folder.ts';
import { ensureDatabase, freePort, isAlive, tryConnect } from './connect.ts';
import { spawnGuarded, type GuardedProcess } from './guarded-process.ts';
import { chooseRunAs, type RunAs } from './unprivileged.ts';

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 15_000;
const POLL_MS = 20;

export type EmbeddedOptions = {
  /** The cluster's folder; log and password lie beside it as `<dir>.log` and `<dir>.password`. */
  readonly dir: string;
  /** Created when missing. Default `guichet`. */
  readonly database?: string;
  /** False for tests: nothing is flushed, a crash may lose everything, and it is several times faster. */
  readonly durable?: boolean;
  /** Default: a free one. */
  readonly port?: number;
};

export type EmbeddedServer = {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** True when somebody else had started the server of this folder; then `stop()` leaves it running. */
  readonly joined: boolean;
  readonly runsAs: string;
  /** Settles when the server ends, whether asked to or not. Never for a joined server. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
  /** Stops and removes the cluster with all its data. */
  destroy(): Promise<void>;
};

/**
 * Starts a private PostgreSQL on a folder, or joins the one that already runs there. It listens on loopback
 * only, behind a random password, and ends with this process, however this process ends.
 *
 * @throws SetupError when there is no server for this platform or it does not start; the message holds its log's tail
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { database = 'guichet', durable = true } = options;
  const binaries = embeddedBinaries();
  const runAs = chooseRunAs(binaries);
  const folder = new ClusterFolder(resolve(options.dir));
  await folder.create(binaries, runAs, durable);

  const running = await joinRunning(folder);
  if (running) {
    await ensureDatabase(running.admin, database).finally(() => running.admin.end());
    return describe(folder, { ...running, database, runAs, process: undefined });
  }
  const port = options.port || (await freePort());
  const started = await start(folder, { binaries, runAs, durable, port });
  await ensureDatabase(started.admin, database).finally(() => started.admin.end());
  const pid = folder.readPidFile()?.pid ?? 0;
  return describe(folder, { pid, port, database, runAs, process: started.process });
}

type Running = { readonly pid: number; readonly port: number; readonly admin: pg.Client };

/** Waits out a server that is starting or stopping on this folder, and connects to one that runs. */
async function joinRunning(folder: ClusterFolder): Promise<Running | undefined> {
  const deadline = Date.now() + STOP_DEADLINE_MS;
  while (Date.now() < deadline) {
    const found = folder.readPidFile();
    if (!found || !isAlive(found.pid)) return undefined;
    const admin = found.port > 0 ? await tryConnect(folder.url(found.port, 'postgres')) : undefined;
    if (admin) return { ...found, admin };
    await delay(POLL_MS);
  }
  // The id of a crashed server may belong to another process by now; PostgreSQL itself tells the two apart.
  return undefined;
}

type StartPlan = { readonly binaries: string; readonly runAs: RunAs; readonly durable: boolean; readonly port: number };

async function start(folder: ClusterFolder, plan: StartPlan): Promise<{ process: GuardedProcess; admin: pg.Client }> {
  const deadline = Date.now() + START_DEADLINE_MS;
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `port=${plan.port}`];
  if (!plan.durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  const command = [join(plan.binaries, 'postgres'), '-D', folder.dir, ...settings.flatMap((setting) => ['-c', setting])];

  let server = spawnGuarded(command, plan.runAs, folder.logFile);
  while (Date.now() < deadline) {
    // Right after a crash the old server's last children may still hold its shared memory: try again till they are gone.
    if (server.hasExited() && /pre-existing shared memory block/.test(logTail(folder))) {
      await delay(100);
      server = spawnGuarded(command, plan.runAs, folder.logFile);
    }
    if (server.hasExited()) throw notStarted(folder);
    const admin = await tryConnect(folder.url(plan.port, 'postgres'));
    if (admin) return { process: server, admin };
    await delay(POLL_MS);
  }
  server.release();
  throw notStarted(folder);
}

function notStarted(folder: ClusterFolder): SetupError {
  const tail = logTail(folder);
  return new SetupError({ en: `The embedded database did not start: ${tail}`, 'zh-CN': `内置数据库未能启动：${tail}` });
}

function logTail(folder: ClusterFolder): string {
  return readFileSync(folder.logFile, 'utf8').trim().split('\n').slice(-4).join(' / ');
}

type Description = {
  readonly pid: number;
  readonly port: number;
  readonly database: string;
  readonly runAs: RunAs;
  readonly process: GuardedProcess | undefined;
};

function describe(folder: ClusterFolder, what: Description): EmbeddedServer {
  const stop = async (): Promise<void> => {
    if (!what.process) return;
    what.process.release();
    const tooLate = delay(STOP_DEADLINE_MS, 'late', { ref: false });
    if ((await Promise.race([what.process.exited, tooLate])) !== 'late') return;
    // Clients that will not let go: the next start replays the log, nothing committed is lost.
    process.kill(what.pid, 'SIGQUIT');
    await what.process.exited;
  };
  return {
    url: folder.url(what.port, what.database),
    port: what.port,
    pid: what.pid,
    joined: what.process === undefined,
    runsAs: what.runAs.how,
    exited: what.process ? what.process.exited.then(() => undefined) : new Promise(() => undefined),
    stop,
    async destroy() {
      await stop();
      for (const path of [folder.dir, folder.logFile, folder.passwordFile]) rmSync(path, { recursive: true, force: true });
    },
  };
}

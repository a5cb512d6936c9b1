import { join } from 'node:path';
import { SetupError } from '@guichet/database/setup-error';
import { readLauncherConfig, type LauncherConfig } from '../config.ts';
import { silentProgress, type Progress } from '../setup/progress.ts';
import { childName, describeTopology, type ChildName, type ChildPlan, type Tls, type Topology } from '../topology.ts';
import { ensureBankToken } from './bank-token.ts';
import { pollUntil } from './deadline.ts';
import type { DemoLogin } from './demo-secrets.ts';
import { prepareInstallation } from './installation.ts';
import { InstanceLock, requireNotRunning } from './instance-lock.ts';
import { ensureNodeKey } from './node-key.ts';
import { resolvePorts, type Ports } from './ports.ts';
import { isReady } from './readiness.ts';
import { ensureSeeded } from './seed.ts';
import { socketPath } from './socket-path.ts';
import { SupervisedChild, type ChildEnd } from './supervised-child.ts';

const READY_DEADLINE_MS = 60_000;
const READY_POLL_MS = 50;
/** A child that dies this often before it ever served will not get better by itself. */
const HOPELESS_DEATHS = 3;

export type StartOptions = {
  /** Absolute; created when missing. */
  readonly dataDir?: string;
  /** 0 takes a free one. Default: PORT, PORT + 1 and 44400. `media` is the first of one port a core. */
  readonly ports?: Partial<Ports>;
  /** Where the children's logs go: files in `<dataDir>/logs` (default), or this process's own output. */
  readonly logs?: 'file' | 'inherit';
  /** False for a throw-away database that flushes nothing. */
  readonly durable?: boolean;
  /** Gives the address by which the servers reach the database, from its own: for somebody who stands in between. */
  readonly databaseUrlFor?: (databaseUrl: string) => Promise<string>;
  /** False leaves the web apps as they are: for callers that speak to the servers directly. */
  readonly pages?: boolean;
  /** Interface to listen on. Default: loopback only. */
  readonly host?: string;
  readonly publicHost?: string;
  readonly announcedAddresses?: readonly string[];
  readonly tls?: Tls;
  /** Added to every child's environment, over what the topology says. */
  readonly env?: Readonly<Record<string, string>>;
  /** The same for single children. */
  readonly childEnv?: Readonly<Partial<Record<ChildName, Readonly<Record<string, string>>>>>;
  readonly progress?: Progress;
  /** Told of every death that nobody asked for. */
  readonly onDeath?: (end: ChildEnd | { name: 'database' }, restartInMs: number) => void;
  readonly config?: LauncherConfig;
};

export type SupervisedName = ChildName | 'database';

/** An installation that serves. */
export type Running = {
  readonly urls: { readonly customer: string; readonly console: string; readonly signalling: string };
  readonly ports: Ports;
  readonly logins: readonly DemoLogin[];
  /** With which the bank's system opens sessions over REST. */
  readonly apiKey: string | undefined;
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** Process ids as of now: they change when a child is restarted. No `database` when DATABASE_URL names one. */
  readonly pids: Readonly<Partial<Record<SupervisedName, number>>>;
  /** How often a child died unasked and was started again. */
  restartCount(name: SupervisedName): number;
  /** Ends every child in order, then the database. Idempotent. */
  stop(): Promise<void>;
};

/**
 * Brings up a whole installation on this machine: worker, database, web apps, demo bank, and the servers.
 *
 * @throws AlreadyRunningError when another launcher holds the data folder
 * @throws SetupError naming what is missing and the command that mends it
 */
export async function startGuichet(options: StartOptions = {}): Promise<Running> {
  const config = withDataDir(options.config ?? readLauncherConfig(), options.dataDir);
  const { progress = silentProgress, host = '127.0.0.1', publicHost = 'localhost' } = options;
  // Said before anything else: of an installation that runs, the ports are taken too.
  await requireNotRunning(config.dataDir);
  // After the page by which others come to trust this machine.
  const bank = options.ports?.counter === 0 ? 0 : config.port + 3;
  const ports = await resolvePorts({ counter: config.port, signalling: config.port + 1, bank, ...options.ports }, host);
  const publicUrl = `${options.tls ? 'https' : 'http'}://${publicHost}:${ports.counter}`;
  const lock = await InstanceLock.acquire(config.dataDir, { pid: process.pid, startedAt: new Date().toISOString(), url: publicUrl });
  const cleanUp: (() => Promise<void>)[] = [() => lock.release()];
  const stop = once(async () => {
    for (const undo of cleanUp.toReversed()) await undo();
  });
  try {
    const prepared = await prepareInstallation(config, progress, {
      durable: options.durable ?? true,
      pages: options.pages ?? true,
      onDatabaseDeath: () => options.onDeath?.({ name: 'database' }, 0),
    });
    const { database } = prepared;
    if (database) cleanUp.push(() => database.stop());

    const nodeKey = ensureNodeKey(config.dataDir);
    const topology = describeTopology({
      ...prepared,
      databaseUrl: (await options.databaseUrlFor?.(prepared.databaseUrl)) ?? prepared.databaseUrl,
      repositoryRoot: config.repositoryRoot,
      dataDir: config.dataDir,
      host,
      ports,
      publicHost,
      announcedAddresses: options.announcedAddresses ?? ['127.0.0.1'],
      tls: options.tls,
      recordingSocket: socketPath(config.dataDir, 'recording'),
      nodeKey,
      bankTokenFile: ensureBankToken(config),
      serviceHosts: config.serviceHosts,
    });
    const children = new Map(topology.children.map((plan) => [plan.name, makeChild(plan, config, options)]));
    // Only a seed that has something to do waits for the demo bank: it asks the bank's systems what they do.
    const bank = startChildren(topology, children, cleanUp, [[childName.bank]]);
    bank.catch(() => undefined);
    const demo = await ensureSeeded(
      {
        ...config,
        databaseUrl: prepared.databaseUrl,
        bankUrl: topology.bankUrl,
        bankReady: bank,
        env: seedEnvironment(topology, config, options),
      },
      progress,
    );

    await progress.step({ en: 'Starting the servers', 'zh-CN': '正在启动服务' }, () =>
      // The SFU node finds its recorder there from the beginning; the counter takes longer, and the node dials it until it answers.
      Promise.all([bank, startChildren(topology, children, cleanUp, [[childName.counter], [childName.recording, childName.sfu]])]),
    );
    return {
      // Demo logins are accepted from loopback only, so staff who try it out are sent there.
      urls: {
        customer: `${publicUrl}/`,
        console: `${publicUrl.replace(publicHost, 'localhost')}/console/`,
        signalling: topology.signallingUrl,
      },
      ports,
      logins: demo.logins,
      apiKey: demo.apiKey,
      databaseUrl: prepared.databaseUrl,
      dataDir: config.dataDir,
      get pids() {
        const pids: Partial<Record<SupervisedName, number>> = database ? { database: database.pid } : {};
        for (const [name, child] of children) if (child.pid !== undefined) pids[name] = child.pid;
        return pids;
      },
      restartCount: (name) => (name === 'database' ? (database?.deaths ?? 0) : (children.get(name)?.deaths ?? 0)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function withDataDir(config: LauncherConfig, dataDir: string | undefined): LauncherConfig {
  return dataDir === undefined ? config : { ...config, dataDir };
}

function makeChild(plan: ChildPlan, config: LauncherConfig, options: StartOptions): SupervisedChild {
  return new SupervisedChild({
    plan: { ...plan, env: { ...plan.env, ...options.env, ...options.childEnv?.[plan.name] } },
    cwd: config.repositoryRoot,
    env: childEnvironment(config),
    log: options.logs === 'inherit' ? 'inherit' : { file: join(config.dataDir, 'logs', `${plan.name}.log`) },
    onDeath: (end, restartInMs) => options.onDeath?.(end, restartInMs),
  });
}

/** What children inherit: everything but the settings that the topology decides, set or unset. */
function childEnvironment({ inherited }: LauncherConfig): Record<string, string> {
  const { TLS_CERT: _certificate, TLS_KEY: _key, ...rest } = inherited;
  return rest;
}

function seedEnvironment(topology: Topology, config: LauncherConfig, options: StartOptions): Record<string, string> {
  const plan = topology.children.find(({ name }) => name === childName.counter);
  // The seed ends by itself and is waited for: it needs no lifeline.
  const { GUICHET_LIFELINE_FD: _lifeline, ...env }: Record<string, string> = {
    ...childEnvironment(config),
    ...plan?.env,
    ...options.env,
    ...options.childEnv?.counter,
    DEMO_BANK_URL: topology.bankUrl,
  };
  return env;
}

/** Starts chains of children side by side, the next of a chain once the one before serves, and waits until all do. */
async function startChildren(
  topology: Topology,
  children: ReadonlyMap<ChildName, SupervisedChild>,
  cleanUp: (() => Promise<void>)[],
  chains: readonly (readonly ChildName[])[],
): Promise<void> {
  const start = async (name: ChildName): Promise<void> => {
    const plan = topology.children.find((candidate) => candidate.name === name);
    const child = children.get(name);
    if (!plan || !child) return;
    child.start();
    await waitUntilReady(child, plan);
  };
  // Registered before anything starts, in this order: stopping runs through them backwards.
  for (const name of chains.flat()) cleanUp.push(async () => children.get(name)?.stop());
  await Promise.all(
    chains.map(async (chain) => {
      for (const name of chain) await start(name);
    }),
  );
}

async function waitUntilReady(child: SupervisedChild, plan: ChildPlan): Promise<void> {
  const hopeless = new AbortController();
  const ready = await pollUntil(
    async () => {
      if (child.deaths >= HOPELESS_DEATHS) hopeless.abort();
      return isReady(plan.ready);
    },
    { timeoutMs: READY_DEADLINE_MS, intervalMs: READY_POLL_MS, signal: hopeless.signal },
  );
  if (ready) return;
  const tail = [child.logFile, child.logTail()].join('\n');
  throw new SetupError({ en: `${plan.name} did not start:\n${tail}`, 'zh-CN': `${plan.name} 未能启动：\n${tail}` });
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}

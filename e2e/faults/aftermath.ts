import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Installation } from '../kit/installation.ts';
import { descendantsOf, listeningPorts, socketInodes } from '../kit/process-faults.ts';
import { until } from '../kit/until.ts';

/** Rooms close, files are made, sockets go: all of it by itself, and soon. */
const SETTLED_WITHIN_MS = 30_000;
const OWN_SOCKETS_EVERY_MS = 250;

/** Rows that a call which has ended must not leave; each query counts them. */
const STUCK: Readonly<Record<string, string>> = {
  sessions: `select count(*)::int as n from "Session" where "endedAt" is null`,
  tickets: `select count(*)::int as n from "Ticket" where "status" in ('waiting', 'offered')`,
  offers: `select count(*)::int as n from "Offer" where "status" = 'ringing'`,
  calls: `select count(*)::int as n from "Call" where "status" <> 'ended' or "mediaPending"`,
  'check rooms': `select count(*)::int as n from "CheckRoom"`,
  'recordings that are not ready': `select count(*)::int as n from "Recording" where "status" <> 'ready'`,
  'agents at work': `select count(*)::int as n from "Staff" where "status" in ('ringing', 'busy', 'wrap_up')`,
};

interface Holdings {
  /** Processes by what they run. */
  readonly processes: Readonly<Record<string, number>>;
  readonly ports: Readonly<Record<string, number>>;
}

/** What an installation holds when nothing happens in it, and whether it is back to that after a fault. */
export class Aftermath {
  readonly #installation: Installation;
  readonly #atRest: Holdings;
  /**
   * Sockets that this process has made, which plays browsers and launcher in one: libdatachannel's are inherited by whatever is started while
   * they are open, which is no fault of what was started.
   */
  readonly #own = new Set<string>();
  readonly #watching: NodeJS.Timeout;

  static async of(installation: Installation): Promise<Aftermath> {
    return new Aftermath(installation, await holdingsOf(installation, new Set()));
  }

  private constructor(installation: Installation, atRest: Holdings) {
    this.#installation = installation;
    this.#atRest = atRest;
    this.#watching = setInterval(() => void this.#noteOwn(), OWN_SOCKETS_EVERY_MS);
  }

  close(): void {
    clearInterval(this.#watching);
  }

  /**
   * Waits until nothing is left of the calls there were: no row stands halfway, every recording has its file, nothing holds a process, a port
   * or a room more than before, and no process that belonged to the installation lives on outside of it.
   *
   * @throws naming what is left at the deadline
   */
  async expectSettled(): Promise<void> {
    let left: readonly string[] = [];
    await until(
      'nothing is left',
      async () => {
        left = await this.#left();
        return left.length === 0;
      },
      SETTLED_WITHIN_MS,
    ).catch((error: unknown) => {
      throw new Error(`Left behind: ${left.join('; ')}`, { cause: error });
    });
  }

  async #left(): Promise<string[]> {
    const parts = await Promise.all([
      stuckRows(this.#installation.running.databaseUrl),
      this.#filesMissing(),
      this.#heldStill(),
      roomsOf(this.#installation),
      strayProcesses(this.#installation),
    ]);
    return parts.flat();
  }

  async #filesMissing(): Promise<string[]> {
    const { dataDir } = this.#installation.running;
    const recordings = await readdir(join(dataDir, 'store')).catch(() => [] as string[]);
    const missing: string[] = [];
    for (const recordingId of recordings) {
      const size = await stat(join(dataDir, 'media', recordingId, 'recording.mkv')).then(
        (file) => file.size,
        () => 0,
      );
      if (size === 0) missing.push(`${recordingId} has no file`);
    }
    return missing;
  }

  async #noteOwn(): Promise<void> {
    for (const inode of await socketInodes(process.pid)) this.#own.add(inode);
  }

  async #heldStill(): Promise<string[]> {
    const now = await holdingsOf(this.#installation, this.#own);
    return [...differences('processes', this.#atRest.processes, now.processes), ...differences('ports', this.#atRest.ports, now.ports)];
  }
}

async function stuckRows(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2_000, query_timeout: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const stuck: string[] = [];
    for (const [what, query] of Object.entries(STUCK)) {
      const { rows } = await client.query<{ n: number }>(query);
      if (rows[0]?.n !== 0) stuck.push(`${rows[0]?.n} ${what}`);
    }
    return stuck;
  } catch {
    return ['the database does not answer'];
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The media node's own count of what it holds. */
async function roomsOf({ running }: Installation): Promise<string[]> {
  const text = await fetch(new URL('/metrics', running.urls.signalling), { signal: AbortSignal.timeout(2_000) }).then(
    (reply) => reply.text(),
    () => '',
  );
  return ['rooms', 'peers', 'waiting_reports'].flatMap((name) => {
    const value = new RegExp(`^guichet_sfu_${name} (\\S+)$`, 'm').exec(text)?.[1];
    return value === '0' ? [] : [`${name} of the media node: ${value ?? 'no answer'}`];
  });
}

async function holdingsOf({ running }: Installation, besides: ReadonlySet<string>): Promise<Holdings> {
  const { database: _database, ...servers } = running.pids;
  const processes: Record<string, number> = {};
  const ports: Record<string, number> = {};
  for (const [name, pid] of Object.entries(servers)) {
    const below = await descendantsOf(pid);
    processes[name] = 1 + below.length;
    for (const { protocol, inode } of await listeningPorts([pid, ...below.map((each) => each.pid)])) {
      if (besides.has(inode)) continue;
      const key = `${protocol} of ${name}`;
      ports[key] = (ports[key] ?? 0) + 1;
    }
  }
  return { processes, ports };
}

function differences(what: string, before: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names.flatMap((name) =>
    (now[name] ?? 0) === (before[name] ?? 0) ? [] : [`${what}, ${name}: ${now[name] ?? 0} in place of ${before[name] ?? 0}`],
  );
}

/** Processes that work on this installation's folder and are no children of this process, which started all of them. */
async function strayProcesses({ running }: Installation): Promise<string[]> {
  const ours = new Set([process.pid, ...(await descendantsOf(process.pid)).map(({ pid }) => pid)]);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const strays: string[] = [];
  for (const pid of pids) {
    if (ours.has(pid)) continue;
    const [command, environment] = await Promise.all(
      ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
    );
    if (`${command}\0${environment}`.includes(running.dataDir)) strays.push(`process ${pid} outside of the installation`);
  }
  return strays;
}

import { newId, type MessageId } from '@guichet/protocol';
import pg from 'pg';
import type { Installation } from '../kit/installation.ts';
import { descendantsOf } from '../kit/process-faults.ts';
import { recordedCall } from '../kit/recorded-call.ts';
import { ScriptedCall } from '../kit/scripted-call.ts';
import { TcpFaultProxy } from '../kit/tcp-fault-proxy.ts';
import { until } from '../kit/until.ts';
import { atMost, type Fault, type FaultContext, type FaultFigures } from './fault.ts';
import { holesOf } from './missing-media.ts';
import { pause } from './pause.ts';
import { untilHealthy } from './until-healthy.ts';

const DRAINED_WITHIN_MS = 10_000;
/** What two people write, each: below what one page may send. */
const WRITES_EVERY_MS = 1_000;
const AFTER_MS = 2_000;
const PARTIES = ['customer', 'agent'] as const;

interface Acknowledged {
  readonly messageId: MessageId;
  readonly sentAtMs: number;
  readonly atMs: number;
}

/** Somebody who writes and, as pages do, sends again under the same id what was not acknowledged. */
class Writer {
  readonly acknowledged: Acknowledged[] = [];
  refusedCount = 0;
  #writing = true;
  readonly #done: Promise<void>;

  constructor(call: ScriptedCall, party: (typeof PARTIES)[number]) {
    this.#done = this.#write(call, party);
  }

  /** A message that was first sent after this moment has been acknowledged. */
  hasWrittenSince(atMs: number): boolean {
    return this.acknowledged.some(({ sentAtMs }) => sentAtMs >= atMs);
  }

  async stop(): Promise<void> {
    this.#writing = false;
    await this.#done;
  }

  async #write(call: ScriptedCall, party: (typeof PARTIES)[number]): Promise<void> {
    while (this.#writing) {
      const messageId = newId('msg');
      const sentAtMs = performance.now();
      while (this.#writing) {
        try {
          await call.say('message', party, messageId);
          this.acknowledged.push({ messageId, sentAtMs, atMs: performance.now() });
          break;
        } catch {
          this.refusedCount++;
          await pause(WRITES_EVERY_MS / 2);
        }
      }
      await pause(WRITES_EVERY_MS);
    }
  }
}

interface Away {
  readonly name: string;
  readonly short: boolean;
  readonly prepare?: Fault['prepare'];
  /** Takes the database away; resolves when it may be reached again. @returns since when it was, and whether it surely answered nobody */
  readonly away: (context: FaultContext) => Promise<{ readonly fromMs: number; readonly silent: boolean }>;
}

/** The database is away for a while in a call in which both write. */
function losingDatabase({ name, short, prepare, away }: Away): Fault {
  return {
    name,
    short,
    ...(prepare ? { prepare } : {}),
    limit: `calls go on, nothing acknowledged without commit, drained ≤ ${DRAINED_WITHIN_MS} ms`,
    async run(context): Promise<FaultFigures> {
      const { installation, random } = context;
      const call = await ScriptedCall.start(context);
      const { recordingId } = call;
      const writers = PARTIES.map((party) => new Writer(call, party));
      await pause(random.between(1_500, 3_500));
      const { fromMs, silent } = await away(context);
      const returnedAtMs = performance.now();
      // What was under way when the answer left the database still arrives.
      const falsely = writers.flatMap(({ acknowledged }) =>
        acknowledged.filter(({ atMs, sentAtMs }) => sentAtMs > fromMs && atMs < returnedAtMs),
      );
      if (silent && falsely.length > 0) throw new Error(`${falsely.length} messages were acknowledged while the database answered nobody`);
      await until('both write again', () => writers.every((writer) => writer.hasWrittenSince(returnedAtMs)), 30_000);
      await until('the media node has nothing left to report', () => nothingWaits(installation), 30_000);
      const drainedMs = performance.now() - returnedAtMs;
      await call.untilMediaFlows();
      await pause(AFTER_MS);
      await Promise.all(writers.map((writer) => writer.stop()));
      const acknowledged = writers.flatMap((writer) => writer.acknowledged.map(({ messageId }) => messageId as string));
      await expectCommitted(installation, acknowledged);
      const view = await call.customer.request('session.get', {});
      if (view.recording?.status !== 'recording') throw new Error(`The recording is ${view.recording?.status} in the end`);
      await call.end();
      const holes = await holesOf(await recordedCall(installation.running.dataDir, recordingId));
      atMost('missing media (ms)', Math.max(0, ...holes.map(({ fromMs: from, toMs }) => toMs - from)), 0);
      atMost('drained after (ms)', drainedMs, DRAINED_WITHIN_MS);
      return {
        awayMs: Math.round(returnedAtMs - fromMs),
        drainedMs: Math.round(drainedMs),
        acknowledged: acknowledged.length,
        refused: writers.reduce((sum, { refusedCount }) => sum + refusedCount, 0),
      };
    },
  };
}

async function nothingWaits({ running }: Installation): Promise<boolean> {
  const reply = await fetch(new URL('/metrics', running.urls.signalling), { signal: AbortSignal.timeout(2_000) });
  return /^guichet_sfu_waiting_reports 0$/m.test(await reply.text());
}

/** Asks the database itself, not the counter. @throws when an acknowledged message is not there, or is there twice */
async function expectCommitted({ running }: Installation, acknowledged: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: running.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; n: number }>(
      `select "payload"->>'messageId' as id, count(*)::int as n from "SessionEvent" where "type" = 'chat.sent' group by 1`,
    );
    const written = new Map(rows.map(({ id, n }) => [id, n]));
    const lost = acknowledged.filter((id) => !written.has(id));
    if (lost.length > 0) throw new Error(`${lost.length} acknowledged messages were never committed`);
    const twice = rows.filter(({ n }) => n > 1);
    if (twice.length > 0) throw new Error(`${twice.length} messages were taken twice`);
  } finally {
    await client.end();
  }
}

function databasePid({ running }: Installation): number {
  const pid = running.pids.database;
  if (pid === undefined) throw new Error('The database is not ours to take away');
  return pid;
}

/** As an administrator does it: every connection is told, the log is written out, and it starts anew. */
export const databaseRestart = losingDatabase({
  name: 'restart of the database',
  short: true,
  async away(context) {
    await untilHealthy(context, 'database');
    const { installation } = context;
    const pid = databasePid(installation);
    const fromMs = performance.now();
    // PostgreSQL's "fast shutdown"; the launcher starts it again.
    process.kill(pid, 'SIGINT');
    await until('the database is back', () => canConnect(installation, pid), 30_000);
    return { fromMs, silent: false };
  },
});

async function canConnect({ running }: Installation, formerPid: number): Promise<boolean> {
  if (running.pids.database === formerPid) return false;
  const client = new pg.Client({ connectionString: running.databaseUrl, connectionTimeoutMillis: 1_000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** Connections stay up and nobody answers: a machine that swaps, a disk that hangs. */
export const databaseFrozen = losingDatabase({
  name: 'frozen database',
  short: false,
  async away({ installation, random }) {
    const pid = databasePid(installation);
    const all = [pid, ...(await descendantsOf(pid)).map((each) => each.pid)];
    for (const each of all) signal(each, 'SIGSTOP');
    const fromMs = performance.now();
    try {
      await pause(random.between(3_000, 8_000));
    } finally {
      for (const each of all) signal(each, 'SIGCONT');
    }
    return { fromMs, silent: true };
  },
});

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // A connection's own process may have ended since it was listed.
  }
}

let between: TcpFaultProxy | undefined;

/** A firewall has forgotten the connections: they look alive and swallow everything, for good. New ones work, at once or some seconds later. */
export const databaseHalfOpen = losingDatabase({
  name: 'half-open connections to the database',
  short: false,
  async prepare() {
    let proxy: TcpFaultProxy | undefined;
    return {
      options: {
        databaseUrlFor: async (databaseUrl) => {
          const url = new URL(databaseUrl);
          proxy = between = await TcpFaultProxy.start({ address: url.hostname, port: Number(url.port) });
          url.port = String(proxy.port);
          return url.href;
        },
      },
      close: async () => proxy?.close(),
    };
  },
  async away({ random }) {
    if (!between) throw new Error('Nobody stands between the counter and its database');
    between.setSwallowsNew(true);
    const fromMs = performance.now();
    if (between.swallow() === 0) throw new Error('The counter has no connection to its database');
    await pause(random.chance(0.5) ? 0 : random.between(1_000, 4_000));
    between.setSwallowsNew(false);
    return { fromMs, silent: true };
  },
});

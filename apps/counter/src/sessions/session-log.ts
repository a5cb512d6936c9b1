import { type EventChainReport, eventHash, FIRST_PREVIOUS_HASH, type UnhashedEvent, verifyEventChain } from '@guichet/evidence';
import {
  type Actor,
  AppError,
  SESSION_EVENT_VERSION,
  type SessionEvent,
  type SessionEventPayload,
  sessionEventPayloads,
  type SessionEventType,
  type SessionId,
} from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';
import { afterCommit, type Database, type Tx } from '../database/database.ts';
import { fromEventRow, toEventRow } from './event-row.ts';
import type { SessionChanges } from './session-changes.ts';
import { projectEvent, type SessionProjection, UNOPENED } from './session-projection.ts';
import { lockSession, type SessionRow } from './session-row.ts';

/** What is to be noted; the log adds number, time and hash. */
export type LogEntry = {
  [Type in SessionEventType]: {
    readonly actor: Actor;
    readonly type: Type;
    readonly payload: SessionEventPayload<Type>;
    /** The recorder's wall clock (Unix ms) of the moment it speaks of, where somebody knows it. */
    readonly mediaAt?: number | null;
  };
}[SessionEventType];

export interface LogVerification {
  readonly ok: boolean;
  readonly chain: EventChainReport;
  /** Columns of the session's row that differ from what its log says. */
  readonly differences: readonly string[];
}

/** Runs inside the transaction that writes the event: what it writes is there exactly when the event is. */
export type AppendHandler = (tx: Tx, event: SessionEvent) => Promise<void>;

/**
 * Keeps something that is a projection of the whole log, in the transaction that appends to it. `begin` is called once for every append, with
 * the session as it was before.
 */
export interface LogFollower {
  begin(tx: Tx, session: SessionRow): LogFollowing;
}

export interface LogFollowing {
  /** Takes the next event in and says what else the log should note because of it: right behind it, and followed in its turn. */
  follow(event: SessionEvent): Promise<readonly LogEntry[]>;
  /** Writes what came of it. `last` is the last event of this append. */
  finish(last: SessionEvent): Promise<void>;
}

/** Facts that come every few seconds and that no page draws from the log: nobody is told of a change because of them alone, and no flow. */
export const QUIET: readonly SessionEventType[] = ['quality.sampled', 'recording.chunk_closed', 'track.settings_applied'];

/**
 * The one log of a session: numbered without a hole, each event naming the hash of the one before, written in the transaction that
 * changes the state. Appending locks the session's row and brings its projection up to date.
 */
export class SessionLog {
  readonly #database: Database;
  readonly #changes: SessionChanges;
  readonly #clock: Clock;
  readonly #handlers: AppendHandler[] = [];
  readonly #followers: LogFollower[] = [];

  constructor(options: { readonly database: Database; readonly changes: SessionChanges; readonly clock: Clock }) {
    this.#database = options.database;
    this.#changes = options.changes;
    this.#clock = options.clock;
  }

  /** For whatever must go along with an event: webhooks, jobs. */
  onAppended(handler: AppendHandler): void {
    this.#handlers.push(handler);
  }

  /** For what is a projection of the log and has something to say in it. */
  followedBy(follower: LogFollower): void {
    this.#followers.push(follower);
  }

  /** Appends one event and returns it; throws `not_found` for a session that does not exist. */
  async append(tx: Tx, sessionId: SessionId, entry: LogEntry): Promise<SessionEvent> {
    const [event] = await this.appendMany(tx, sessionId, [entry]);
    if (event === undefined) throw new AppError('internal');
    return event;
  }

  async appendMany(tx: Tx, sessionId: SessionId, entries: readonly LogEntry[]): Promise<readonly SessionEvent[]> {
    if (entries.length === 0) return [];
    const row = await lockSession(tx, sessionId);
    const at = this.#clock();
    const events: SessionEvent[] = [];
    let projection: SessionProjection = row;

    const followings = this.#followers.map((follower) => follower.begin(tx, row));
    const waiting = [...entries];
    for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
      const content = {
        version: SESSION_EVENT_VERSION,
        sessionId,
        seq: row.lastSeq + events.length + 1,
        at,
        mediaAt: entry.mediaAt ?? null,
        actor: entry.actor,
        type: entry.type,
        payload: sessionEventPayloads[entry.type].parse(entry.payload),
        previousHash: events.at(-1)?.hash ?? row.lastHash,
      } as UnhashedEvent;
      const event = { ...content, hash: eventHash(content) } as SessionEvent;
      events.push(event);
      projection = projectEvent(projection, event);
      for (const following of followings) waiting.unshift(...(await following.follow(event)));
    }

    const last = events.at(-1);
    await tx.sessionEvent.createMany({ data: events.map(toEventRow) });
    const end = { lastSeq: last?.seq ?? row.lastSeq, lastHash: last?.hash ?? row.lastHash };
    // Most events speak of something else than the session's own columns.
    if (projection === row)
      await tx.$executeRaw`update "Session" set "lastSeq" = ${end.lastSeq}, "lastHash" = ${end.lastHash} where "id" = ${sessionId}`;
    else await tx.session.update({ where: { id: sessionId }, data: { ...toColumns(projection), ...end }, select: { id: true } });
    if (last !== undefined) for (const following of followings) await following.finish(last);
    for (const event of events) {
      for (const handler of this.#handlers) await handler(tx, event);
    }
    if (events.some((event) => !QUIET.includes(event.type))) afterCommit(tx, () => this.#changes.changed(sessionId));
    return events;
  }

  /** The events after a number, in order; all, or the first `limit` of them. */
  async read(sessionId: SessionId, afterSeq = 0, limit?: number): Promise<readonly SessionEvent[]> {
    const rows = await this.#database.read((prisma) =>
      prisma.sessionEvent.findMany({
        where: { sessionId, seq: { gt: afterSeq } },
        orderBy: { seq: 'asc' },
        ...(limit === undefined ? {} : { take: limit }),
      }),
    );
    return rows.map(fromEventRow);
  }

  /** Whether the log is whole and unchanged, and the session's row says what the log says; throws `not_found`. */
  async verify(sessionId: SessionId): Promise<LogVerification> {
    const [events, found] = await this.#database.transaction(async (tx) => {
      // Together, or an event that is appended in between would look like a difference.
      const session = await lockSession(tx, sessionId);
      const rows = await tx.sessionEvent.findMany({ where: { sessionId }, orderBy: { seq: 'asc' } });
      return [rows.map(fromEventRow), session] as const;
    });
    const chain = verifyEventChain(events);
    const expected = {
      ...events.reduce(projectEvent, UNOPENED),
      lastSeq: events.length,
      lastHash: events.at(-1)?.hash ?? FIRST_PREVIOUS_HASH,
    };
    const differences = Object.entries(expected)
      .filter(([column, value]) => JSON.stringify(value) !== JSON.stringify(found[column as keyof typeof found]))
      .map(([column]) => column);
    return { ok: chain.ok && differences.length === 0, chain, differences };
  }
}

function toColumns(projection: SessionProjection) {
  return {
    status: projection.status,
    endReason: projection.endReason,
    language: projection.language,
    accepted: [...projection.accepted],
    checkVerdict: projection.checkVerdict,
    agentId: projection.agentId,
    endedAt: projection.endedAt === null ? null : new Date(projection.endedAt),
    wrapUpDue: projection.wrapUpDue,
    rated: projection.rated,
    flowRunId: projection.flowRunId,
  };
}

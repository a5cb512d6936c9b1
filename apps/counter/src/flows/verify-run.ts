import { setTimeout as pause } from 'node:timers/promises';
import { canonicalJson } from '@guichet/evidence';
import { AppError, type SessionId } from '@guichet/protocol';
import { AFTER_START_MS } from '../jobs/after-start.ts';
import type { Core } from '../sessions/core.ts';
import { fromEventRow } from '../sessions/event-row.ts';
import { QUIET } from '../sessions/session-log.ts';
import { lockSession } from '../sessions/session-row.ts';
import { replayRun } from './replay-run.ts';

/** How many open runs are computed anew after the counter has started. */
const MAX_AT_START = 500;
/** Between two runs, so that nobody waits behind many of them. */
const BETWEEN_MS = 20;

export interface RunVerification {
  readonly ok: boolean;
  /** What the rows say otherwise than the log: `state`, `timers`, `effects`, `notes`. */
  readonly differences: readonly string[];
  readonly events: number;
}

/** Computes a session's run anew from the first event of its log and holds the rows against it. Throws `not_found` for a session without a flow. */
export async function verifyRun(core: Core, sessionId: SessionId): Promise<RunVerification> {
  return core.database.transaction(async (tx) => {
    const session = await lockSession(tx, sessionId);
    const { flowRunId } = session;
    if (flowRunId === null) throw new AppError('not_found');
    const rows = await tx.sessionEvent.findMany({ where: { sessionId, type: { notIn: [...QUIET] } }, orderBy: { seq: 'asc' } });
    const events = rows.map(fromEventRow);
    const { vault, flows, logger } = core;
    const replayed = await replayRun({ vault, definitions: flows.definitions, logger }, tx, events);
    if (replayed === null) throw new AppError('not_found');
    const stored = await core.flows.stored(tx, flowRunId);
    const [timers, effects] = await Promise.all([
      tx.flowTimer.findMany({ where: { flowRunId }, select: { timerId: true } }),
      tx.flowEffect.findMany({ where: { flowRunId }, select: { key: true } }),
    ]);
    const answered = events.filter(({ type }) => type === 'flow.answered');
    const answers = new Set(answered.map((event) => (event.type === 'flow.answered' ? event.payload.key : '')));
    const checks: Readonly<Record<string, boolean>> = {
      state: stored !== null && canonicalJson(stored.state) === canonicalJson(replayed.run.state),
      timers: sameNames(
        timers.map(({ timerId }) => timerId),
        [...replayed.timers],
      ),
      effects: sameNames(
        effects.map(({ key }) => key),
        replayed.requests,
      ),
      // Every note and every answer is in the log as often as it follows from the moves.
      notes: events.filter(({ type }) => NOTES.test(type)).length === replayed.notes,
      answers: answers.size === answered.length,
    };
    const differences = Object.entries(checks).flatMap(([name, same]) => (same ? [] : [name]));
    return { ok: differences.length === 0, differences, events: events.length };
  });
}

/** Open runs, held against their logs a while after the start; says in the counter's own log which differ. Rejects when `signal` ends it. */
export async function verifyOpenRuns(core: Core, signal: AbortSignal): Promise<number> {
  await pause(AFTER_START_MS, undefined, { signal, ref: false });
  const open = await core.database.read((prisma) =>
    prisma.flowRun.findMany({
      where: { status: 'running' },
      orderBy: { startedAt: 'desc' },
      take: MAX_AT_START,
      select: { sessionId: true },
    }),
  );
  let differing = 0;
  for (const { sessionId } of open) {
    await pause(BETWEEN_MS, undefined, { signal, ref: false });
    const { ok, differences } = await verifyRun(core, sessionId as SessionId);
    if (ok) continue;
    differing += 1;
    core.logger.error({ sessionId, differences }, 'a flow does not stand where its log says');
  }
  if (open.length > 0) core.logger.info({ runs: open.length, differing }, 'open flows were held against their logs');
  return differing;
}

const NOTES = /^(flow\.(node_|marked|finished)|segment\.)/;

const sameNames = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && canonicalJson(one.toSorted()) === canonicalJson([...other].toSorted());

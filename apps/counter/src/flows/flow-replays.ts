import {
  AppError,
  FlowReplayDifference,
  type FlowReplayId,
  type FlowReplayView,
  type FlowRunId,
  type Language,
  newId,
  type SessionEvent,
  type SessionId,
  type StaffId,
} from '@guichet/protocol';
import { type CompiledFlow, type PastMove, replayPast } from '@guichet/workflow';
import { z } from 'zod';
import { AuditAction, type AuditTrail } from '../audit/audit-trail.ts';
import type { FlowReplay, PrismaClient } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { Core } from '../sessions/core.ts';
import { fromEventRow } from '../sessions/event-row.ts';
import { QUIET } from '../sessions/session-log.ts';
import { peopleOf } from '../staff/staff-names.ts';
import { toFlowEvent } from './flow-event.ts';
import { refusedByProblems } from './flow-refusals.ts';
import { lockFlow } from './lock-flow.ts';

/** How often a page that waits sees something new. */
const TELL_EVERY = 10;

const Differences = z.array(FlowReplayDifference);

interface ReplayRequest {
  readonly staffId: StaffId;
  readonly key: string;
  readonly version: number;
  readonly raw: unknown;
  /** How many of the newest finished runs. */
  readonly limit: number;
}

/** Past runs, run again against a draft, in a job: what would have ended otherwise. What people said and chose is used, and never shown. */
export class FlowReplays {
  readonly #core: Core;
  readonly #audit: AuditTrail;
  readonly #jobs: JobQueue;

  constructor(options: { readonly core: Core; readonly audit: AuditTrail; readonly jobs: JobQueue }) {
    this.#core = options.core;
    this.#audit = options.audit;
    this.#jobs = options.jobs;
  }

  /** Throws `bad_request` for a definition with problems, and `not_found` for a version that nobody knows. */
  async request({ staffId, key, version, raw, limit }: ReplayRequest, language: Language): Promise<FlowReplayView> {
    const { database, flows, clock } = this.#core;
    const checked = await database.read((prisma) => flows.definitions.check(prisma, raw));
    if (!checked.ok) throw refusedByProblems(checked.problems);
    const replayId = newId('rpl');
    await database.transaction(async (tx) => {
      await lockFlow(tx, key);
      if ((await tx.flowVersion.count({ where: { key, version } })) === 0) throw new AppError('not_found');
      const total = Math.min(limit, await tx.flowRun.count({ where: { key, version, status: 'finished' } }));
      const facts = { key, version, definition: jsonColumn(checked.flow.definition), limit, total };
      await tx.flowReplay.create({
        data: { id: replayId, ...facts, status: 'running', requestedById: staffId, requestedAt: new Date(clock()) },
      });
      await this.#jobs.enqueue(tx, 'flow.replay', { replayId }, { key: replayId });
      await this.#audit.record(tx, { action: AuditAction.flowRunsReplayed, staffId, object: `${key}@${version}`, detail: { runs: total } });
    });
    return this.read(key, replayId, language);
  }

  /** Throws `not_found`. */
  async read(key: string, replayId: FlowReplayId, language: Language): Promise<FlowReplayView> {
    return this.#core.database.read(async (prisma) => {
      const row = await prisma.flowReplay.findUnique({ where: { id: replayId } });
      if (row === null || row.key !== key) throw new AppError('not_found');
      const personOf = await peopleOf(prisma, [row.requestedById], language);
      return {
        replayId,
        version: row.version,
        status: z.enum(['running', 'done', 'failed']).parse(row.status),
        requestedAt: row.requestedAt.getTime(),
        requestedBy: personOf(row.requestedById) as FlowReplayView['requestedBy'],
        total: row.total,
        done: row.done,
        same: row.same,
        erased: row.erased,
        otherwise: Differences.parse(row.otherwise),
      };
    });
  }

  /** The job. Begins anew where it was interrupted; the last attempt that fails is told to whoever waits. */
  async run(replayId: FlowReplayId, { last, signal }: { readonly last: boolean; readonly signal: AbortSignal }): Promise<void> {
    const { prisma } = this.#core.database;
    const row = await prisma.flowReplay.findUnique({ where: { id: replayId } });
    if (row === null || row.status !== 'running') return;
    try {
      await this.#replayAll(row, signal);
    } catch (error) {
      if (last) await prisma.flowReplay.update({ where: { id: replayId }, data: { status: 'failed' } });
      throw error;
    }
  }

  async #replayAll({ id, key, version, definition, limit }: FlowReplay, signal: AbortSignal): Promise<void> {
    const { prisma } = this.#core.database;
    const checked = await this.#core.flows.definitions.check(prisma, definition);
    if (!checked.ok) throw new AppError('internal', { cause: new Error('A definition that was fit to be replayed no longer is') });
    const runs = await prisma.flowRun.findMany({
      where: { key, version, status: 'finished' },
      orderBy: { startedAt: 'desc' },
      take: limit,
      select: { id: true, sessionId: true, outcome: true, session: { select: { number: true } } },
    });
    const found = { done: 0, same: 0, erased: 0, otherwise: [] as FlowReplayDifference[] };
    for (const run of runs) {
      signal.throwIfAborted();
      const past = await this.#past(prisma, run.sessionId as SessionId, run.id as FlowRunId);
      const difference = past === null ? null : compare(checked.flow, past);
      found.done += 1;
      if (past === null) found.erased += 1;
      else if (difference === null) found.same += 1;
      else found.otherwise.push({ sessionId: run.sessionId as SessionId, sessionNumber: run.session.number, ...difference });
      if (found.done % TELL_EVERY === 0) await prisma.flowReplay.update({ where: { id }, data: columns(found) });
    }
    await prisma.flowReplay.update({ where: { id }, data: { ...columns(found), total: runs.length, status: 'done' } });
  }

  /** What moved a run until it was over; null where personal values of it were erased, so that nobody can say. */
  async #past(prisma: PrismaClient, sessionId: SessionId, flowRunId: FlowRunId): Promise<Past | null> {
    const rows = await prisma.sessionEvent.findMany({ where: { sessionId, type: { notIn: [...QUIET] } }, orderBy: { seq: 'asc' } });
    const past: { moves: PastMove[]; path: string[]; outcome: string } = { moves: [], path: [], outcome: '' };
    const paths = new Map<string, string>();
    let isErased = false;
    let hasStarted = false;
    for (const event of rows.map(fromEventRow)) {
      if (event.type === 'flow.finished' && event.payload.flowRunId === flowRunId) {
        past.outcome = event.payload.outcome;
        break;
      }
      if (event.type === 'flow.node_entered') {
        paths.set(event.payload.nodeRunId, event.payload.path);
        if (event.payload.attempt === 1) past.path.push(event.payload.path);
      }
      hasStarted ||= event.type === 'flow.started';
      const moved = hasStarted ? await this.#move(prisma, event, () => (isErased = true)) : null;
      if (moved !== null) past.moves.push({ atMs: event.at, event: moved, path: pathOfMove(moved, paths) });
    }
    return isErased ? null : past;
  }

  #move(prisma: PrismaClient, event: SessionEvent, onErased: () => void) {
    return toFlowEvent(event, async (commitment) => {
      const value = await this.#core.vault.reveal(prisma, event.sessionId, commitment);
      if (value === null || value === undefined) onErased();
      return value;
    });
  }
}

interface Past {
  readonly moves: readonly PastMove[];
  readonly path: readonly string[];
  readonly outcome: string;
}

type Found = Pick<FlowReplayView, 'done' | 'same' | 'erased' | 'otherwise'>;

const columns = ({ otherwise, ...counts }: Found) => ({ ...counts, otherwise: jsonColumn(otherwise) });

const pathOfMove = (event: PastMove['event'], paths: ReadonlyMap<string, string>): string | null =>
  'nodeRunId' in event && event.nodeRunId !== null ? (paths.get(event.nodeRunId) ?? '') : null;

/** How a run would have ended otherwise; null where it would have ended as it did. */
function compare(flow: CompiledFlow, past: Past): Omit<FlowReplayDifference, 'sessionId' | 'sessionNumber'> | null {
  const { outcome, waitingAt, path } = replayPast(flow, past.moves);
  if (outcome === past.outcome) return null;
  const parted = path.findIndex((node, index) => node !== past.path[index]);
  return { was: past.outcome, now: outcome, waitingAt: [...waitingAt], partedAt: path[parted] ?? null };
}

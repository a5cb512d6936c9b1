import type { ManifestRetention } from '@guichet/evidence/sealing';
import { type Actor, AppError, type RecordingId, type RetentionFacts, RetentionState, type SessionId } from '@guichet/protocol';
import { type RetentionOutcome, type RetentionPolicy, RetentionStart, retainUntil } from '@guichet/rules';
import { z } from 'zod';
import type { Tx } from '../database/database.ts';
import type { PrismaClient, SessionRetention } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession, type SessionRow } from '../sessions/session-row.ts';
import { policiesOf } from './policies-of.ts';

const DAY_MS = 86_400_000;
const SYSTEM: Actor = { kind: 'system' };
const AppliedPolicies = z.array(z.object({ id: z.string(), version: z.number().int() }));
/** Waits for the job that settles it. */
const AT_ONCE = 500;

type End = 'product' | 'contract';

export interface RetainedUntil {
  /** Unix ms; null: without an end. */
  readonly until: number | null;
  readonly waitsFor: readonly string[];
  readonly policies: readonly { readonly id: string; readonly version: number }[];
}

interface RetentionOptions {
  readonly core: Core;
  readonly jobs: JobQueue;
  readonly policies: readonly RetentionPolicy[];
}

/** How long sessions are kept: settled once they are over, and rolled forward by what the bank's system tells. */
export class Retention {
  readonly #options: RetentionOptions;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  get policies(): readonly RetentionPolicy[] {
    return this.#options.policies;
  }

  /** For whoever seals a session, in its transaction or outside of one; null while nobody has settled it. */
  async of(reader: Tx | PrismaClient, sessionId: SessionId): Promise<RetainedUntil | null> {
    const row = await reader.sessionRetention.findUnique({ where: { sessionId } });
    if (row === null) return null;
    return { until: row.until?.getTime() ?? null, waitsFor: row.waitsFor, policies: AppliedPolicies.parse(row.policies) };
  }

  /** The same for a manifest, with what stands behind each policy. */
  async forManifest(reader: Tx | PrismaClient, sessionId: SessionId): Promise<ManifestRetention | null> {
    const retained = await this.of(reader, sessionId);
    if (retained === null) return null;
    const policies = retained.policies.flatMap(({ id, version }) => {
      const policy = this.policies.find((one) => one.id === id && one.version === version);
      if (policy === undefined) return [];
      const { citation, source, checked } = policy;
      return [{ id, version, citation: citation.ref, source, seen: citation.seen, checked }];
    });
    return { until: retained.until, waitsFor: z.array(RetentionStart).parse(retained.waitsFor), policies };
  }

  /** For a session that is over; says it in the log where it is new or has changed. Only ever longer than before. */
  async settle(sessionId: SessionId): Promise<void> {
    await this.#options.core.database.transaction(async (tx) => {
      const session = await lockSession(tx, sessionId);
      if (session.endedAt !== null) await this.settleIn(tx, session);
    });
  }

  /** The same in a transaction in which the session is locked. */
  async settleIn(tx: Tx, session: SessionRow): Promise<SessionRetention> {
    const before = await tx.sessionRetention.findUnique({ where: { sessionId: session.id } });
    if (before !== null && before.state !== 'kept') return before;
    const policies = await policiesOf(tx, session.id, this.policies);
    const recordedAt = session.endedAt ?? this.#options.core.clock();
    const outcome = notShorter(before, policies, {
      recorded: before?.recordedAt.getTime() ?? recordedAt,
      product_end: dayMs(before?.productEndedOn),
      contract_end: dayMs(before?.contractEndedOn),
    });
    const applied = policies
      .toSorted((a, b) => Number(b.id === outcome.policyId) - Number(a.id === outcome.policyId))
      .map(({ id, version }) => ({ id, version }));
    const isSame =
      before !== null &&
      (before.until?.getTime() ?? null) === outcome.until &&
      before.waitsFor.join() === outcome.waitsFor.join() &&
      JSON.stringify(AppliedPolicies.parse(before.policies)) === JSON.stringify(applied);
    if (isSame) return before;
    const data = {
      policies: jsonColumn(applied),
      until: outcome.until === null ? null : new Date(outcome.until),
      waitsFor: [...outcome.waitsFor],
      settledAt: new Date(this.#options.core.clock()),
    };
    const row = await tx.sessionRetention.upsert({
      where: { sessionId: session.id },
      create: { sessionId: session.id, recordedAt: new Date(recordedAt), ...data },
      update: data,
    });
    await this.#options.core.log.append(tx, session.id, {
      actor: SYSTEM,
      type: 'retention.settled',
      payload: { policies: applied, until: outcome.until, waitsFor: outcome.waitsFor.filter((start) => start !== 'recorded') },
    });
    await this.protectAnew(tx, session.id);
    return row;
  }

  /** The bank says on which day a product or a contract ended. A later day moves it forward, an earlier one is not taken. */
  async ended(end: End, session: SessionRow, on: string, actor: Actor, tx: Tx): Promise<void> {
    const row = await this.#settled(tx, session);
    const column = `${end}EndedOn` as const;
    const known = row[column];
    if (on < session.openedOn || on > isoDay(this.#options.core.clock() + DAY_MS)) throw new AppError('bad_request');
    if (known !== null && known >= on) return;
    await tx.sessionRetention.update({ where: { sessionId: session.id }, data: { [column]: on } });
    await this.#options.core.log.append(tx, session.id, { actor, type: `${end}.ended`, payload: { on } });
    await this.settleIn(tx, session);
  }

  /** Said again, nothing changes. */
  async disputed(session: SessionRow, disputeId: string, isOpen: boolean, actor: Actor, tx: Tx): Promise<void> {
    const row = await this.#settled(tx, session);
    if (row.disputes.includes(disputeId) === isOpen) return;
    const disputes = isOpen ? [...row.disputes, disputeId] : row.disputes.filter((one) => one !== disputeId);
    await tx.sessionRetention.update({ where: { sessionId: session.id }, data: { disputes } });
    await this.#options.core.log.append(tx, session.id, {
      actor,
      type: isOpen ? 'dispute.opened' : 'dispute.closed',
      payload: { disputeId },
    });
    await this.protectAnew(tx, session.id);
  }

  /** The store itself is told how to keep the session's recordings. */
  async protectAnew(tx: Tx, sessionId: SessionId): Promise<void> {
    const recordings = await tx.recording.findMany({
      where: { sessionId, archivedAt: { not: null }, deletedAt: null },
      select: { id: true },
    });
    for (const { id } of recordings) await this.#options.jobs.enqueue(tx, 'store.protect', { recordingId: id as RecordingId }, { key: id });
  }

  /** Queues those that are over and that nobody has settled: from before there were policies, or whose job was lost. */
  async catchUp(): Promise<number> {
    const { core, jobs } = this.#options;
    const rows = await core.database.read(
      (prisma) => prisma.$queryRaw<{ id: SessionId }[]>`select s."id" from "Session" s where s."endedAt" is not null
        and not exists (select 1 from "SessionRetention" r where r."sessionId" = s."id") order by s."endedAt" limit ${AT_ONCE}`,
    );
    for (const { id } of rows)
      await core.database.transaction((tx) => jobs.enqueue(tx, 'retention.settle', { sessionId: id }, { key: id }));
    return rows.length;
  }

  async #settled(tx: Tx, session: SessionRow): Promise<SessionRetention> {
    if (session.endedAt === null) throw new AppError('wrong_state');
    const row = await this.settleIn(tx, session);
    if (row.state !== 'kept') throw new AppError('recording_deleted');
    return row;
  }
}

/** For `SessionLog.onAppended`: settled right after a session is over. */
export const settleWhenOver =
  (jobs: JobQueue) =>
  async (tx: Tx, event: { readonly type: string; readonly sessionId: SessionId }): Promise<void> => {
    if (event.type !== 'session.ended') return;
    await jobs.enqueue(tx, 'retention.settle', { sessionId: event.sessionId }, { key: event.sessionId });
  };

/** A policy that is gone, or a service that was given another one, never shortens what was promised. */
function notShorter(
  before: SessionRetention | null,
  policies: readonly RetentionPolicy[],
  days: Parameters<typeof retainUntil>[1],
): RetentionOutcome {
  const outcome = retainUntil(policies, days);
  const promised = before?.until?.getTime() ?? null;
  if (outcome.until === null || promised === null || promised <= outcome.until) return outcome;
  return { ...outcome, until: promised };
}

const dayMs = (day: string | null | undefined): number | null => (day == null ? null : Date.parse(`${day}T00:00:00Z`));
const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** As its bank may see it. */
export function toFacts(row: SessionRetention, holds: number, nowMs: number): RetentionFacts {
  return {
    sessionId: row.sessionId as SessionId,
    state: stateOf(row, holds, nowMs),
    until: row.until?.getTime() ?? null,
    waitsFor: row.waitsFor.filter((end) => end === 'product_end' || end === 'contract_end'),
    productEndedOn: row.productEndedOn,
    contractEndedOn: row.contractEndedOn,
    disputes: [...row.disputes],
    held: holds > 0,
  };
}

export function stateOf(row: Pick<SessionRetention, 'state' | 'until' | 'disputes'>, holds: number, nowMs: number): RetentionState {
  if (row.state !== 'kept') return RetentionState.parse(row.state);
  const isDue = row.until !== null && row.until.getTime() <= nowMs && row.disputes.length === 0 && holds === 0;
  return isDue ? 'due' : 'kept';
}

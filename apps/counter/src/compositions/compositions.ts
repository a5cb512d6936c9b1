import {
  AppError,
  type CompositionId,
  type CompositionLayout,
  type CompositionTrouble,
  type Language,
  newId,
  type RecordingId,
  type SessionId,
  type StaffId,
} from '@guichet/protocol';
import { AuditAction, type AuditTrail } from '../audit/audit-trail.ts';
import type { Tx } from '../database/database.ts';
import type { Composition, Prisma } from '../database/generated/client.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';

interface CompositionsOptions {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly jobs: JobQueue;
}

interface Wanted {
  readonly recordingId: RecordingId;
  readonly sessionId: SessionId;
  readonly layout: CompositionLayout;
  readonly language: Language;
  /** Null: because its service always has one made. */
  readonly staffId: StaffId | null;
}

export interface MadeFacts {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly durationMs: number;
}

const OPEN = ['waiting', 'running'];

/** The composites' rows: asked for, being made, made or given up. Every step in one transaction; what was cancelled or made is not changed by a job that comes late. */
export class Compositions {
  readonly #options: CompositionsOptions;
  /** Those that this counter is making. */
  readonly #making = new Map<string, AbortController>();

  constructor(options: CompositionsOptions) {
    this.#options = options;
  }

  /** There is one of each layout and language; asked for again it is that one, and begins anew where it was given up or lost (`anew`). */
  async request(wanted: Wanted, anew: (row: Composition) => Promise<boolean>): Promise<Composition> {
    const { recordingId, layout, language } = wanted;
    const known = await this.#options.core.database.read((prisma) =>
      prisma.composition.findUnique({ where: { recordingId_layout_language: { recordingId, layout, language } } }),
    );
    if (known !== null && !(await anew(known))) return known;
    return this.#options.core.database.transaction((tx) => this.requestWithin(tx, wanted));
  }

  /** In the transaction of what makes it necessary; the session is locked. */
  async requestWithin(tx: Tx, { recordingId, sessionId, layout, language, staffId }: Wanted): Promise<Composition> {
    await lockSession(tx, sessionId);
    const key = { recordingId_layout_language: { recordingId, layout, language } };
    const row = await tx.composition.upsert({
      where: key,
      create: {
        ...{ id: newId('cmp'), recordingId, sessionId, layout, language },
        ...{ status: 'waiting', requestedBy: staffId, requestedAt: this.#now() },
      },
      update: {
        ...{ status: 'waiting', trouble: null, progress: 0, requestedBy: staffId, requestedAt: this.#now() },
        ...{ madeAt: null, file: null, sizeBytes: null, sha256: null },
      },
    });
    const requestedAt = row.requestedAt.getTime();
    const compositionId = row.id as CompositionId;
    await this.#options.jobs.enqueue(tx, 'recording.compose', { compositionId, requestedAt }, { key: `${row.id}:${requestedAt}` });
    if (staffId !== null) {
      const detail = { compositionId, layout, language };
      await this.#options.audit.record(tx, { action: AuditAction.compositionRequested, staffId, object: recordingId, detail });
    }
    return row;
  }

  /** Throws `wrong_state` for one that is made or given up already. */
  async cancel(recordingId: RecordingId, compositionId: CompositionId, staffId: StaffId): Promise<Composition> {
    const row = await this.#options.core.database.transaction(async (tx) => {
      const where = { id: compositionId, recordingId, status: { in: OPEN } };
      const given = await this.#giveUp(tx, where, { status: 'cancelled', trouble: null });
      if (given === null) throw new AppError('wrong_state');
      const detail = { compositionId };
      await this.#options.audit.record(tx, { action: AuditAction.compositionCancelled, staffId, object: recordingId, detail });
      return given;
    });
    this.#making.get(compositionId)?.abort();
    return row;
  }

  /** Signals when it is cancelled while it is made; null where it is not to be made any more. */
  async begin({
    compositionId,
    requestedAt,
  }: {
    readonly compositionId: CompositionId;
    readonly requestedAt: number;
  }): Promise<Attempt | null> {
    const where = { id: compositionId, requestedAt: new Date(requestedAt), status: { in: OPEN } };
    const { database } = this.#options.core;
    const { count } = await database.transaction((tx) => tx.composition.updateMany({ where, data: { status: 'running', progress: 0 } }));
    if (count === 0) return null;
    const cancelled = new AbortController();
    this.#making.set(compositionId, cancelled);
    const change = async (data: object): Promise<boolean> => {
      const changed = await database.transaction((tx) => tx.composition.updateMany({ where, data }));
      // Another counter may have cancelled it.
      if (changed.count === 0) cancelled.abort();
      return changed.count > 0;
    };
    return {
      row: await database.read((prisma) => prisma.composition.findUniqueOrThrow({ where: { id: compositionId } })),
      cancelled: cancelled.signal,
      progressed: async (progress) => void (await change({ progress, trouble: null })),
      waits: async (trouble) => void (await change({ status: 'waiting', trouble, progress: 0 })),
      givenUp: (trouble) => database.transaction(async (tx) => void (await this.#giveUp(tx, where, { status: 'failed', trouble }))),
      made: (facts) => this.#made(where, facts),
      over: () => void (this.#making.get(compositionId) === cancelled && this.#making.delete(compositionId)),
    };
  }

  /** Null where it is made, or given up, already. Whoever waits for the session to be complete learns of it from the log. */
  async #giveUp(
    tx: Tx,
    where: Prisma.CompositionWhereInput & { readonly id: string },
    end: { readonly status: 'cancelled' | 'failed'; readonly trouble: CompositionTrouble | null },
  ): Promise<Composition | null> {
    const known = await tx.composition.findUnique({ where: { id: where.id } });
    if (known === null) return null;
    await lockSession(tx, known.sessionId as SessionId);
    if ((await tx.composition.updateMany({ where, data: { ...end, progress: 0 } })).count === 0) return null;
    const { id, recordingId, layout } = known;
    await this.#options.core.log.append(tx, known.sessionId as SessionId, {
      actor: { kind: 'system' },
      type: 'recording.compose_abandoned',
      payload: {
        ...{ recordingId: recordingId as RecordingId, compositionId: id as CompositionId, layout },
        reason: end.trouble ?? 'cancelled',
      },
    });
    return tx.composition.findUniqueOrThrow({ where: { id } });
  }

  async #made(
    where: { readonly id: string; readonly requestedAt: Date; readonly status: { in: string[] } },
    facts: MadeFacts,
  ): Promise<void> {
    const { core } = this.#options;
    await core.database.transaction(async (tx) => {
      const row = await tx.composition.findUniqueOrThrow({ where: { id: where.id } });
      const sessionId = row.sessionId as SessionId;
      await lockSession(tx, sessionId);
      const { file, sizeBytes, sha256, durationMs } = facts;
      const data = {
        status: 'ready',
        trouble: null,
        progress: 1,
        madeAt: this.#now(),
        file,
        sizeBytes: BigInt(sizeBytes),
        sha256,
        durationMs,
      };
      if ((await tx.composition.updateMany({ where, data })).count === 0) return;
      await core.log.append(tx, sessionId, {
        actor: { kind: 'system' },
        type: 'recording.composed',
        payload: {
          ...{ recordingId: row.recordingId as RecordingId, compositionId: row.id as CompositionId },
          ...{ layout: row.layout, language: row.language, sizeBytes, hash: sha256, durationMs },
        },
      });
    });
  }

  #now(): Date {
    return new Date(this.#options.core.clock());
  }
}

/** One attempt at making one, as the row is told of it. */
export interface Attempt {
  readonly row: Composition;
  readonly cancelled: AbortSignal;
  readonly progressed: (ratio: number) => Promise<void>;
  /** It is tried again by itself. */
  readonly waits: (trouble: CompositionTrouble | null) => Promise<void>;
  readonly givenUp: (trouble: CompositionTrouble) => Promise<void>;
  readonly made: (facts: MadeFacts) => Promise<void>;
  readonly over: () => void;
}

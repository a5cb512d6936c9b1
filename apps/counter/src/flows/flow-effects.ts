import { AppError, type FlowRunId, type FlowValue, type SessionId, withDeadline } from '@guichet/protocol';
import type { JsonObject } from '@guichet/workflow';
import type { Tx } from '../database/database.ts';
import type { FlowEffect } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';
import { type EffectName, effectPlace } from './flow-runs.ts';
import type { EffectAnswer, EffectRequest, FlowService, FlowServices, OutsideService } from './flow-services.ts';

/** Whoever carries an effect out renews their claim this often … */
const RENEW_EVERY_MS = 1_000;
/** … and after so long without, somebody else takes over: a counter that was killed and comes back goes on within five seconds. */
const LEASE_MS = 3_000;
/** Where a service says nothing else. */
const DEADLINE_MS = 60_000;
/** How often something outside is tried before the flow is told that it failed; the flow can try again by its own rules. */
const MAX_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** The sweep leaves a fresh effect to the job that was queued with it. */
const JOB_PATIENCE_MS = 1_500;
const MAX_DUE = 50;

export const ANSWER_VALUE = 'flow.answer';

/** Carries out what flows ask for, each thing once, and notes the answer in the session's log, where the flow takes it in. */
export class FlowEffects {
  readonly #core: Core;
  readonly #services: FlowServices;
  readonly #running = new Set<Promise<void>>();

  constructor(core: Core, services: FlowServices) {
    this.#core = core;
    this.#services = services;
  }

  /** Carries out an effect unless it was answered or somebody is at it. Rejects when not even its failure could be noted. */
  async run(name: EffectName, signal?: AbortSignal): Promise<void> {
    const row = await this.#find(name);
    if (row?.status !== 'pending') return;
    const service = this.#services.of(row.kind);
    if (service.where === 'inside') return this.#track(this.#runInside(name, service));
    if (service.withinMs === undefined) return this.#track(this.#runOutside(name, service, signal));
    // A job holds a place that others wait for: what takes minutes does not keep it. The lease says that somebody is at it.
    this.#track(this.#runOutside(name, service)).catch((error: unknown) => {
      this.#core.logger.warn(
        { kind: row.kind, code: AppError.from(error).code, err: error },
        'what came of an effect could not be noted yet',
      );
    });
  }

  async #track(work: Promise<void>): Promise<void> {
    this.#running.add(work);
    try {
      await work;
    } finally {
      this.#running.delete(work);
    }
  }

  /** Carries out whatever is due and nobody is at: after the counter was killed, after a failure. */
  async sweep(): Promise<void> {
    const { database, clock, logger } = this.#core;
    const now = clock();
    const due = await database.read((prisma) =>
      prisma.flowEffect.findMany({
        where: {
          status: 'pending',
          dueAt: { lte: new Date(now) },
          createdAt: { lte: new Date(now - JOB_PATIENCE_MS) },
          OR: [{ leasedUntil: null }, { leasedUntil: { lte: new Date(now) } }],
        },
        orderBy: { dueAt: 'asc' },
        take: MAX_DUE,
        select: { flowRunId: true, key: true, kind: true },
      }),
    );
    for (const { flowRunId, key, kind } of due) {
      void this.run({ flowRunId: flowRunId as FlowRunId, key }).catch((error: unknown) => {
        logger.warn({ kind, code: AppError.from(error).code, err: error }, 'an effect of a flow could not be carried out yet');
      });
    }
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#running]);
  }

  async #find({ flowRunId, key }: EffectName): Promise<FlowEffect | null> {
    return this.#core.database.read((prisma) => prisma.flowEffect.findUnique({ where: { flowRunId_key: { flowRunId, key } } }));
  }

  async #runInside(name: EffectName, service: FlowService): Promise<void> {
    try {
      await this.#answer(name, service);
    } catch (error) {
      const { code, entry } = AppError.from(error);
      if (entry.retryable) throw error;
      // What the counter itself refuses it will refuse again: the flow is told.
      await this.#answer(name, service, { ok: false, code, retryable: false });
    }
  }

  async #runOutside(name: EffectName, service: OutsideService, signal?: AbortSignal): Promise<void> {
    const row = await this.#claim(name);
    if (row === null) return;
    const renewal = setInterval(() => void this.#renew(name).catch(() => undefined), RENEW_EVERY_MS);
    try {
      const answer = await withDeadline(service.withinMs ?? DEADLINE_MS, (overdue) =>
        service.run(this.#request(row), signal === undefined ? overdue : AbortSignal.any([signal, overdue])),
      );
      await this.#answer(name, service, answer);
    } catch (error) {
      const { code, entry } = AppError.from(error);
      this.#core.logger.warn({ kind: row.kind, attempt: row.attempts, code, err: error }, 'an effect of a flow failed');
      if (entry.retryable && row.attempts < MAX_ATTEMPTS) await this.#postpone(name, row.attempts);
      else await this.#answer(name, service, { ok: false, code, retryable: entry.retryable });
    } finally {
      clearInterval(renewal);
    }
  }

  /** The effect, claimed; null when it was answered, is not due yet, or somebody else is at it. */
  async #claim({ flowRunId, key }: EffectName): Promise<FlowEffect | null> {
    const { database, clock } = this.#core;
    const now = new Date(clock());
    return database.transaction(async (tx) => {
      const { count } = await tx.flowEffect.updateMany({
        where: { flowRunId, key, status: 'pending', dueAt: { lte: now }, OR: [{ leasedUntil: null }, { leasedUntil: { lte: now } }] },
        data: { leasedUntil: new Date(now.getTime() + LEASE_MS), attempts: { increment: 1 } },
      });
      return count === 0 ? null : tx.flowEffect.findUniqueOrThrow({ where: { flowRunId_key: { flowRunId, key } } });
    });
  }

  async #renew({ flowRunId, key }: EffectName): Promise<void> {
    const leasedUntil = new Date(this.#core.clock() + LEASE_MS);
    await this.#core.database.read((prisma) =>
      prisma.flowEffect.updateMany({ where: { flowRunId, key, status: 'pending' }, data: { leasedUntil } }),
    );
  }

  async #postpone({ flowRunId, key }: EffectName, attempts: number): Promise<void> {
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1));
    const dueAt = new Date(this.#core.clock() + pauseMs);
    await this.#core.database.read((prisma) =>
      prisma.flowEffect.updateMany({ where: { flowRunId, key, status: 'pending' }, data: { leasedUntil: null, dueAt } }),
    );
  }

  /** Notes the answer, once; what is carried out inside the counter is carried out here. */
  async #answer(name: EffectName, service: FlowService, given?: EffectAnswer): Promise<void> {
    const { flowRunId, key } = name;
    const { database, log, clock } = this.#core;
    const found = await this.#find(name);
    if (found === null) return;
    const sessionId = found.sessionId as SessionId;
    await database.transaction(async (tx) => {
      const session = await lockSession(tx, sessionId);
      const row = await tx.flowEffect.findUniqueOrThrow({ where: { flowRunId_key: { flowRunId, key } } });
      if (row.status !== 'pending') return;
      await tx.flowEffect.update({
        where: { flowRunId_key: { flowRunId, key } },
        data: { status: 'answered', answeredAt: new Date(clock()), leasedUntil: null, payload: null },
        select: { key: true },
      });
      const answer = given ?? (service.where === 'inside' ? await service.run(tx, session, this.#request(row)) : null);
      if (answer === null) throw new AppError('internal');
      await log.append(tx, sessionId, {
        actor: { kind: 'system' },
        type: 'flow.answered',
        payload: { flowRunId, nodeRunId: row.nodeRunId, kind: row.kind, key, result: await this.#valueOf(tx, sessionId, service, answer) },
      });
    });
  }

  async #valueOf(tx: Tx, sessionId: SessionId, service: FlowService, answer: EffectAnswer): Promise<FlowValue> {
    if (service.personal === true && answer.ok)
      return { kind: 'committed', commitment: await this.#core.vault.commit(tx, sessionId, ANSWER_VALUE, answer) };
    return { kind: 'open', value: answer as never };
  }

  #request(row: FlowEffect): EffectRequest {
    const name = { flowRunId: row.flowRunId as FlowRunId, key: row.key };
    const payload = row.payload === null ? {} : (this.#core.vault.openAt(effectPlace(name), row.payload) as JsonObject);
    return {
      sessionId: row.sessionId as SessionId,
      flowRunId: name.flowRunId,
      nodeRunId: row.nodeRunId,
      idempotencyKey: `${row.flowRunId}:${row.key}`,
      payload,
    };
  }
}

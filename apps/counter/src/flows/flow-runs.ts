import { AppError, type FlowActorRole, type FlowRunId, type FlowView } from '@guichet/protocol';
import { type CompiledFlow, viewOf } from '@guichet/workflow';
import type { Logger } from 'pino';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import { endUnusedInvitations } from '../guests/unused-invitations.ts';
import type { PersonalVault } from '../sessions/personal-vault.ts';
import type { LogFollower, LogFollowing } from '../sessions/session-log.ts';
import type { SessionRow } from '../sessions/session-row.ts';
import { FlowDefinitions, type VersionName } from './flow-definitions.ts';
import { FlowFollowing, type FlowOutcome } from './flow-following.ts';
import { FlowStates, type StandingRun } from './flow-states.ts';

/** An effect by its name: the same however often it is tried. */
export interface EffectName {
  readonly flowRunId: FlowRunId;
  readonly key: string;
}

/** Sees to it that an effect is tried soon after the transaction has committed. What it forgets, the sweep finds. */
export type EffectDispatch = (tx: Tx, effect: EffectName) => Promise<void>;

/** Told of a run that is over, in the transaction that ends it. */
export type RunFinished = (tx: Tx, run: VersionName) => Promise<void>;

/** Where an effect's payload is sealed to. */
export const effectPlace = ({ flowRunId, key }: EffectName): string => `flow-run:${flowRunId}:effect:${key}`;

/** As much of a session's row as says where its flow stands. */
type SessionEnd = Pick<SessionRow, 'flowRunId' | 'lastHash'>;

/** The runs of flows: each a projection of its session's log, kept in the transaction that appends to it. */
export class FlowRuns implements LogFollower {
  readonly definitions = new FlowDefinitions();
  readonly #vault: PersonalVault;
  readonly #logger: Logger;
  readonly #states: FlowStates;
  #dispatch: EffectDispatch = () => Promise.resolve();
  #whenFinished: RunFinished = () => Promise.resolve();

  constructor(options: { readonly vault: PersonalVault; readonly logger: Logger }) {
    this.#vault = options.vault;
    this.#logger = options.logger;
    this.#states = new FlowStates({ ...options, definitions: this.definitions });
  }

  /** In the transaction in which a run comes to its end. */
  whenFinished(tell: RunFinished): void {
    this.#whenFinished = tell;
  }

  dispatchThrough(dispatch: EffectDispatch): void {
    this.#dispatch = dispatch;
  }

  begin(tx: Tx, session: SessionRow): LogFollowing {
    return new FlowFollowing(tx, session, {
      vault: this.#vault,
      definitions: this.definitions,
      states: this.#states,
      logger: this.#logger,
      save: (transaction, row, outcome) => this.#save(transaction, row, outcome),
    });
  }

  /** Where the session's flow stands; null for a session without one, and where it was erased. */
  async standing(reader: Tx | PrismaClient, { flowRunId, lastHash }: SessionEnd): Promise<StandingRun | null> {
    return flowRunId === null ? null : this.#states.read(reader, flowRunId, lastHash);
  }

  /** The run as its row has it, whatever is at hand. */
  async stored(reader: Tx | PrismaClient, flowRunId: FlowRunId): Promise<StandingRun | null> {
    return this.#states.readRow(reader, flowRunId);
  }

  /** Where it stands, for a page. */
  async view(reader: Tx | PrismaClient, session: SessionEnd, role: FlowActorRole): Promise<FlowView | null> {
    const run = await this.standing(reader, session);
    return run === null ? null : { ...viewOf(run.flow, run.state, role), flowRunId: run.flowRunId, version: run.version };
  }

  /**
   * Throws `wrong_state` unless a step of one of these types is open: what the session's own requests ask for happens where the flow has it, and
   * nowhere else. Sessions without a flow have their own order only.
   */
  async requireOpen(tx: Tx, session: SessionEnd, types: readonly string[]): Promise<void> {
    const run = await this.standing(tx, session);
    if (run === null) return;
    const { current } = viewOf(run.flow, run.state, 'system');
    if (!current.some(({ type }) => types.includes(type))) throw new AppError('wrong_state');
  }

  async #save(tx: Tx, session: SessionRow, { run, requests, timers, left, isNew, startedAt, lastSeq, at }: FlowOutcome): Promise<void> {
    const { flowRunId, flow, state, version } = run;
    const finished = state.status === 'finished';
    const columns = {
      state: this.#states.seal(run),
      status: finished ? 'finished' : 'running',
      outcome: finished ? state.outcome : null,
      endedAt: finished ? new Date(at) : null,
      lastSeq,
    };
    if (isNew) {
      const { key } = flow.definition;
      await tx.flowRun.create({ data: { id: flowRunId, sessionId: session.id, key, version, startedAt: new Date(startedAt), ...columns } });
    } else {
      await tx.flowRun.update({ where: { id: flowRunId }, data: columns, select: { id: true } });
    }
    if (finished) await this.#whenFinished(tx, { key: flow.definition.key, version });
    if (left.length > 0 && hasNode(flow, 'invite')) await endUnusedInvitations(tx, flowRunId, left, new Date(at));
    if (left.length > 0 && hasNode(flow, 'task')) {
      await tx.flowTask.updateMany({
        where: { flowRunId, nodeRunId: { in: [...left] }, endedAt: null },
        data: { endedAt: new Date(at) },
      });
    }
    if (timers.size > 0) await this.#saveTimers(tx, session, flowRunId, timers);
    if (requests.length === 0) return;
    const createdAt = new Date(at);
    await tx.flowEffect.createMany({
      data: requests.map(({ key, nodeRunId, kind, payload }) => ({
        flowRunId,
        key,
        sessionId: session.id,
        nodeRunId,
        kind,
        payload: this.#vault.sealAt(effectPlace({ flowRunId, key }), payload),
        status: 'pending',
        createdAt,
        dueAt: createdAt,
      })),
    });
    for (const { key } of requests) await this.#dispatch(tx, { flowRunId, key });
  }

  async #saveTimers(tx: Tx, session: SessionRow, flowRunId: FlowRunId, timers: ReadonlyMap<string, number | null>): Promise<void> {
    await tx.flowTimer.deleteMany({ where: { flowRunId, timerId: { in: [...timers.keys()] } } });
    const set = [...timers].flatMap(([timerId, firesAt]) =>
      firesAt === null ? [] : [{ flowRunId, timerId, sessionId: session.id, firesAt: new Date(firesAt) }],
    );
    if (set.length > 0) await tx.flowTimer.createMany({ data: set });
  }
}

/** Whether a step of that type may ever be open. */
export function hasNode(flow: CompiledFlow, type: string): boolean {
  return [...flow.nodes.values()].some(({ node, inner }) => node.type === type || (inner !== null && hasNode(inner, type)));
}

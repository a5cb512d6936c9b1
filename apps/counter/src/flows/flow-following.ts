import { randomInt } from 'node:crypto';
import { AppError, type FlowRunId, newId, type SessionEvent } from '@guichet/protocol';
import type { FlowEffect } from '@guichet/workflow';
import type { Tx } from '../database/database.ts';
import type { LogEntry, LogFollowing } from '../sessions/session-log.ts';
import type { SessionRow } from '../sessions/session-row.ts';
import { toFlowEvent } from './flow-event.ts';
import { toLogEntry } from './flow-notes.ts';
import { startingVariables } from './flow-start.ts';
import type { FlowStates, StandingRun } from './flow-states.ts';
import { fold, openRun, type ReplayParts } from './replay-run.ts';

type Request = Extract<FlowEffect, { type: 'request' }>;

/** What one append leaves behind for the outside. */
export interface FlowOutcome {
  readonly run: StandingRun;
  readonly requests: readonly Request[];
  /** By timer: when it fires, or null where it does no more. */
  readonly timers: ReadonlyMap<string, number | null>;
  /** Node runs that are over. */
  readonly left: readonly string[];
  readonly isNew: boolean;
  readonly startedAt: number;
  readonly lastSeq: number;
  readonly at: number;
}

export interface FollowingParts extends ReplayParts {
  readonly states: FlowStates;
  readonly save: (tx: Tx, session: SessionRow, outcome: FlowOutcome) => Promise<void>;
}

export const VARIABLES_VALUE = 'flow.variables';
const SYSTEM = { kind: 'system' } as const;

/** One append to the log of a session, as its flow takes it in. */
export class FlowFollowing implements LogFollowing {
  readonly #tx: Tx;
  readonly #session: SessionRow;
  readonly #parts: FollowingParts;
  #run: StandingRun | null = null;
  #flowRunId: FlowRunId | null;
  #isNew = false;
  #startedAt = 0;
  #moved: SessionEvent | null = null;
  readonly #requests: Request[] = [];
  readonly #left: string[] = [];
  readonly #timers = new Map<string, number | null>();

  constructor(tx: Tx, session: SessionRow, parts: FollowingParts) {
    this.#tx = tx;
    this.#session = session;
    this.#parts = parts;
    this.#flowRunId = session.flowRunId;
  }

  async follow(event: SessionEvent): Promise<readonly LogEntry[]> {
    if (event.type === 'session.entered' && this.#flowRunId === null) return this.#start();
    const isStart = event.type === 'flow.started';
    if (this.#flowRunId === null && !isStart) return [];
    const flowEvent = await toFlowEvent(event, (commitment) => this.#parts.vault.reveal(this.#tx, this.#session.id, commitment));
    if (flowEvent === null) return [];
    if (isStart) await this.#open(event);
    const run = await this.#standing();
    if (run === null) return [];

    const [state, effects] = fold(run, flowEvent, event.at, this.#parts.logger);
    if (state !== run.state || effects.length > 0) this.#moved = event;
    this.#run = { ...run, state };
    const entries = this.#take(run.flowRunId, effects);
    if (event.type !== 'session.ended' || state.status !== 'running') return entries;
    // Whatever was under way is given up, and what must be undone is undone.
    const { flowRunId } = run;
    return [...entries, { actor: SYSTEM, type: 'flow.cancelled', payload: { flowRunId, role: 'system', reason: event.payload.reason } }];
  }

  async finish(last: SessionEvent): Promise<void> {
    const { states, save } = this.#parts;
    if (this.#run === null || this.#moved === null) {
      // What did not concern the flow makes the log longer all the same.
      const run = this.#run ?? (this.#flowRunId === null ? null : states.keptAt(this.#flowRunId, this.#session.lastHash));
      if (run !== null) states.keep(run, last.hash);
      return;
    }
    await save(this.#tx, this.#session, {
      run: this.#run,
      requests: this.#requests,
      timers: this.#timers,
      left: this.#left,
      isNew: this.#isNew,
      startedAt: this.#startedAt,
      lastSeq: this.#moved.seq,
      at: last.at,
    });
    states.keep(this.#run, last.hash);
  }

  /** The customer has come: their flow begins, in the version that is in force for them now. */
  async #start(): Promise<readonly LogEntry[]> {
    const { definitions, vault } = this.#parts;
    const { id: sessionId, serviceTypeId } = this.#session;
    const { branch, serviceType } = await this.#tx.session.findUniqueOrThrow({
      where: { id: sessionId },
      select: { branch: true, serviceType: { select: { flowKey: true, skill: true } } },
    });
    const { flowKey, skill } = serviceType;
    if (flowKey === null) return [];
    const chosen = await definitions.forSession(this.#tx, flowKey, { sessionId, serviceTypeId, skill, branch });
    if (chosen === null) throw new AppError('unavailable', { cause: new Error('No version of the flow is in force') });
    const { version: found, rollout } = chosen;
    const flow = await definitions.compiled(this.#tx, found.key, found.version);
    const variables = await startingVariables(this.#tx, vault, this.#session, flow.definition);
    return [
      {
        actor: SYSTEM,
        type: 'flow.started',
        payload: {
          flowRunId: newId('flr'),
          key: found.key,
          version: found.version,
          definitionHash: found.hash,
          seed: randomInt(0x1_0000_0000),
          variables: Object.keys(variables).length === 0 ? null : await vault.commit(this.#tx, sessionId, VARIABLES_VALUE, variables),
          ...(rollout === null ? {} : { rollout }),
        },
      },
    ];
  }

  async #open(event: SessionEvent): Promise<void> {
    if (event.type !== 'flow.started') return;
    this.#run = await openRun(this.#parts.definitions, this.#tx, event.payload);
    this.#flowRunId = event.payload.flowRunId;
    this.#isNew = true;
    this.#startedAt = event.at;
  }

  async #standing(): Promise<StandingRun | null> {
    if (this.#flowRunId !== null) this.#run ??= await this.#parts.states.read(this.#tx, this.#flowRunId, this.#session.lastHash);
    return this.#run;
  }

  #take(flowRunId: FlowRunId, effects: readonly FlowEffect[]): LogEntry[] {
    const notes: LogEntry[] = [];
    for (const effect of effects) {
      if (effect.type === 'note') notes.push(toLogEntry(flowRunId, effect.note));
      if (effect.type === 'note' && effect.note.name === 'node_left') this.#left.push(effect.note.nodeRunId);
      if (effect.type === 'request') this.#requests.push(effect);
      if (effect.type === 'schedule') this.#timers.set(effect.timerId, effect.atMs);
      if (effect.type === 'unschedule') this.#timers.set(effect.timerId, null);
    }
    return notes;
  }
}

import type { FlowRunId, SessionEvent } from '@guichet/protocol';
import { ActionRefused, type FlowEffect, type FlowEvent, type FlowState, initialState, transition } from '@guichet/workflow';
import { AppError } from '@guichet/protocol';
import type { Logger } from 'pino';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import type { PersonalVault } from '../sessions/personal-vault.ts';
import type { FlowDefinitions } from './flow-definitions.ts';
import { toFlowEvent } from './flow-event.ts';
import type { StandingRun } from './flow-states.ts';

export interface ReplayParts {
  readonly vault: PersonalVault;
  readonly definitions: FlowDefinitions;
  readonly logger: Logger;
}

/** A run as its session's log alone has it, and what followed from it outside. */
export interface ReplayedRun {
  readonly run: StandingRun;
  /** Timers that have still to fire. */
  readonly timers: ReadonlySet<string>;
  /** Keys of all that was ever asked for. */
  readonly requests: readonly string[];
  readonly notes: number;
}

/** Computes a run anew from the first event on; null where none was started. */
export async function replayRun(
  { vault, definitions, logger }: ReplayParts,
  reader: Tx | PrismaClient,
  events: readonly SessionEvent[],
): Promise<ReplayedRun | null> {
  let run: StandingRun | null = null;
  const timers = new Set<string>();
  const requests: string[] = [];
  let notes = 0;
  for (const event of events) {
    const flowEvent = await toFlowEvent(event, (commitment) => vault.reveal(reader, event.sessionId, commitment));
    if (event.type === 'flow.started') run = await openRun(definitions, reader, event.payload);
    if (event.type === 'flow.timer_fired') timers.delete(event.payload.timerId);
    if (run === null || flowEvent === null) continue;
    const [state, effects] = fold(run, flowEvent, event.at, logger);
    run = { ...run, state };
    for (const effect of effects) {
      if (effect.type === 'note') notes += 1;
      else if (effect.type === 'request') requests.push(effect.key);
      else if (effect.type === 'schedule') timers.add(effect.timerId);
      else timers.delete(effect.timerId);
    }
  }
  return run === null ? null : { run, timers, requests, notes };
}

/** A run before its first event. */
export async function openRun(
  definitions: FlowDefinitions,
  reader: Tx | PrismaClient,
  { flowRunId, key, version }: { readonly flowRunId: FlowRunId; readonly key: string; readonly version: number },
): Promise<StandingRun> {
  const flow = await definitions.compiled(reader, key, version);
  return { flowRunId, version, flow, state: initialState(flow, flowRunId) };
}

/**
 * One move of a run; the same whenever it is computed. What the flow refuses throws; anything else that goes wrong in a definition must not keep
 * the session's log from being written: the run stays where it was.
 */
export function fold(run: StandingRun, event: FlowEvent, atMs: number, logger: Logger): readonly [FlowState, readonly FlowEffect[]] {
  try {
    return transition(run.flow, run.state, event, atMs);
  } catch (error) {
    if (error instanceof ActionRefused) throw new AppError(REFUSALS[error.code], { cause: error });
    if (event.type !== 'signalled' && event.type !== 'timer_fired') throw error;
    logger.error({ flowRunId: run.flowRunId, event: event.type, err: error }, 'a flow could not take in what happened');
    return [run.state, []];
  }
}

const REFUSALS = { wrong_state: 'wrong_state', invalid: 'bad_request', forbidden: 'forbidden' } as const;

import type { FlowRunId } from '@guichet/protocol';
import { type CompiledFlow, type FlowState, restoreState } from '@guichet/workflow';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import { fromEventRow } from '../sessions/event-row.ts';
import { QUIET } from '../sessions/session-log.ts';
import { type ReplayParts, replayRun } from './replay-run.ts';

/** How many states are kept at hand: those of the sessions that are worked on. */
const MAX_KEPT = 500;

/** A run as it stands. */
export interface StandingRun {
  readonly flowRunId: FlowRunId;
  readonly version: number;
  readonly flow: CompiledFlow;
  readonly state: FlowState;
}

/** Where a run's state is sealed to. */
const placeOf = (flowRunId: FlowRunId): string => `flow-run:${flowRunId}:state`;

/**
 * The states of runs, as rows keep them. A state follows from the log alone, so one that was read when the log ended with a certain hash is right
 * as long as the log ends with it.
 */
export class FlowStates {
  readonly #parts: ReplayParts;
  readonly #kept = new Map<FlowRunId, { readonly lastHash: string; readonly run: StandingRun }>();

  constructor(parts: ReplayParts) {
    this.#parts = parts;
  }

  /** The run as of the session's row; null once its personal values were erased. */
  async read(reader: Tx | PrismaClient, flowRunId: FlowRunId, lastHash: string): Promise<StandingRun | null> {
    const kept = this.keptAt(flowRunId, lastHash);
    return kept ?? this.readRow(reader, flowRunId);
  }

  async readRow(reader: Tx | PrismaClient, flowRunId: FlowRunId): Promise<StandingRun | null> {
    const { vault, definitions } = this.#parts;
    const row = await reader.flowRun.findUniqueOrThrow({
      where: { id: flowRunId },
      select: { key: true, version: true, state: true, sessionId: true },
    });
    if (row.state === null) return null;
    const state = restoreState(vault.openAt(placeOf(flowRunId), row.state));
    // Another version of the engine kept it otherwise: the log still says where the run stands.
    if (state === null) return this.#computeAnew(reader, row.sessionId);
    const { key, version } = row;
    return { flowRunId, version, flow: await definitions.compiled(reader, key, version), state };
  }

  async #computeAnew(reader: Tx | PrismaClient, sessionId: string): Promise<StandingRun | null> {
    const rows = await reader.sessionEvent.findMany({ where: { sessionId, type: { notIn: [...QUIET] } }, orderBy: { seq: 'asc' } });
    return (await replayRun(this.#parts, reader, rows.map(fromEventRow)))?.run ?? null;
  }

  /** The run, where it is at hand as of this end of the log. */
  keptAt(flowRunId: FlowRunId, lastHash: string): StandingRun | null {
    const kept = this.#kept.get(flowRunId);
    return kept?.lastHash === lastHash ? kept.run : null;
  }

  /** How it is kept in its row. */
  seal({ flowRunId, state }: StandingRun): Uint8Array<ArrayBuffer> {
    return this.#parts.vault.sealAt(placeOf(flowRunId), state);
  }

  /** The log ends with this hash now. If it comes to nothing (the transaction is rolled back), no log ever does. */
  keep(run: StandingRun, lastHash: string): void {
    this.#kept.delete(run.flowRunId);
    if (this.#kept.size >= MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value as FlowRunId);
    this.#kept.set(run.flowRunId, { lastHash, run });
  }
}

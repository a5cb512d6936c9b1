import type { FlowRunId, SessionId } from '@guichet/protocol';
import type { JsonObject } from '@guichet/workflow';
import type { Tx } from '../database/database.ts';
import type { SessionRow } from '../sessions/session-row.ts';

/** What came of an effect, as the node that asked is told. */
export type EffectAnswer = { readonly ok: true; readonly [more: string]: JsonObject[string] } | Refused;
interface Refused {
  readonly ok: false;
  readonly code: string;
  /** The same could succeed later. */
  readonly retryable?: boolean;
  readonly [more: string]: JsonObject[string] | undefined;
}

/** One request of a flow for something outside it. */
export interface EffectRequest {
  readonly sessionId: SessionId;
  readonly flowRunId: FlowRunId;
  readonly nodeRunId: string;
  /** The same however often it is tried, and for no other request. */
  readonly idempotencyKey: string;
  readonly payload: JsonObject;
}

/** Carries out a kind of effect within the counter: in the transaction that notes the answer, so it happens exactly once. */
export interface InsideService {
  readonly where: 'inside';
  readonly personal?: boolean;
  run(tx: Tx, session: SessionRow, request: EffectRequest): Promise<EffectAnswer>;
}

/**
 * Carries out a kind of effect somewhere else. Can be asked again under the same idempotency key when the counter ends before the answer is noted.
 * Throws a retryable AppError for what is to be tried again.
 */
export interface OutsideService {
  readonly where: 'outside';
  /** The answer holds personal values: the log only commits to it. */
  readonly personal?: boolean;
  /** For what takes its time by nature, instead of a minute. */
  readonly withinMs?: number;
  run(request: EffectRequest, signal: AbortSignal): Promise<EffectAnswer>;
}

export type FlowService = InsideService | OutsideService;

/** Who carries out which kind of effect. */
export class FlowServices {
  readonly #services = new Map<string, FlowService>();

  /** @throws Error when somebody serves the kind already. */
  register(kind: string, service: FlowService): void {
    if (this.#services.has(kind)) throw new Error(`Two services for ${kind}`);
    this.#services.set(kind, service);
  }

  /** What nobody serves says so: a flow that needs it goes on by its port for failures, and nothing is pretended. */
  of(kind: string): FlowService {
    return this.#services.get(kind) ?? NOBODY;
  }
}

const NOBODY: InsideService = {
  where: 'inside',
  run: () => Promise.resolve({ ok: false, code: 'not_available', retryable: false }),
};

import type { ErrorCode } from '../wire/wire-error.ts';

/** How the next attempt gets in: with a fresh pass, or as the page that is already there. */
export type Entry = 'join' | 'resume';

/** Failed attempts in a row to come back to a node before the counter is asked whether the room has moved. */
const PATIENCE_WITH_NODE = 2;
/** So many plain refusals by nodes in a row are no accident of timing any more. */
const MOST_REFUSALS = 8;

export interface EntryPlan {
  readonly entry: Entry;
  readonly failures: number;
  readonly refusals: number;
}

export const firstEntry: EntryPlan = { entry: 'join', failures: 0, refusals: 0 };

/** The socket of a room that was entered is gone. `mediaIntact`: the browser's end of the media can go on. */
export const afterLoss = (mediaIntact: boolean): EntryPlan => ({ entry: mediaIntact ? 'resume' : 'join', failures: 0, refusals: 0 });

/** The node said so itself: it stops, or it does not know the page any more. */
const UNKNOWN_TO_NODE: ReadonlySet<ErrorCode> = new Set(['peer_unknown', 'proof_invalid', 'not_found', 'token_invalid']);
/** Nothing a new attempt could mend. */
const FINAL_AT_NODE: ReadonlySet<ErrorCode> = new Set(['codec_unsupported', 'forbidden', 'unknown_request', 'bad_request']);

interface Failure {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** Who failed the attempt: the counter with the pass, or the node. */
  readonly by: 'counter' | 'node';
  /** There is media of this page on a node, as far as the page knows. */
  readonly mediaIntact: boolean;
}

/**
 * What comes after a failed attempt; null: nothing, it is over. While the counter is away the page goes on trying its node, while the
 * node is away it asks the counter in turns.
 */
export function afterFailure(plan: EntryPlan, { code, retryable, by, mediaIntact }: Failure): EntryPlan | null {
  const failures = plan.failures + 1;
  if (by === 'counter') return retryable ? { ...plan, failures, entry: mediaIntact ? 'resume' : 'join' } : null;
  if (FINAL_AT_NODE.has(code)) return null;
  const answered = UNKNOWN_TO_NODE.has(code);
  const refusals = answered ? plan.refusals + 1 : plan.refusals;
  if (refusals >= MOST_REFUSALS) return null;
  if (answered || !mediaIntact) return { entry: 'join', failures, refusals };
  const askCounter = failures >= PATIENCE_WITH_NODE && plan.entry === 'resume';
  return { entry: askCounter ? 'join' : 'resume', failures, refusals };
}

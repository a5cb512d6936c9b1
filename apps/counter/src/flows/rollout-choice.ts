import { createHash } from 'node:crypto';
import type { FlowRolloutGuard, FlowRolloutId, FlowRolloutPlan, FlowRolloutScope, SessionId } from '@guichet/protocol';

/** What a rollout asks of a session. */
export interface RolloutCandidate {
  readonly sessionId: SessionId;
  readonly skill: string;
  readonly serviceTypeId: string;
  readonly branch: string | null;
}

/** In so many parts are the sessions cut: hundredths of a percent. */
const PARTS = 10_000;

/**
 * Where a session falls in a rollout, 0 … 9999: the first 32 bits of SHA-256 over `<rolloutId>:<sessionId>`, times 10,000, divided by 2^32, rounded
 * down. Always the same for the two, so that anybody can compute it again from the log; spread evenly; and another for each rollout, so that the same
 * sessions are not always the first to try.
 */
export function shareOf(rolloutId: FlowRolloutId, sessionId: SessionId): number {
  const hash = createHash('sha256').update(`${rolloutId}:${sessionId}`).digest();
  return Math.floor((hash.readUInt32BE(0) * PARTS) / 2 ** 32);
}

/** Whether the session gets the version that is rolled out. A larger percentage takes all that a smaller one took. */
export function isTaken(rolloutId: FlowRolloutId, { percent, scope }: FlowRolloutPlan, session: RolloutCandidate): boolean {
  return isInScope(scope, session) && shareOf(rolloutId, session.sessionId) < percent * (PARTS / 100);
}

function isInScope({ skills, serviceTypeIds, branches }: FlowRolloutScope, { skill, serviceTypeId, branch }: RolloutCandidate): boolean {
  return (
    (skills.length === 0 || skills.includes(skill)) &&
    (serviceTypeIds.length === 0 || serviceTypeIds.some((id) => id === serviceTypeId)) &&
    (branches.length === 0 || (branch !== null && branches.includes(branch)))
  );
}

export interface FinishedRuns {
  readonly finished: number;
  readonly failed: number;
}

/** How many finished, and how many of them with an outcome that the guard calls failed. */
export function finishedRuns(
  outcomes: readonly { readonly outcome: string; readonly runs: number }[],
  guard: FlowRolloutGuard | null,
): FinishedRuns {
  const failing = new Set(guard?.failedOutcomes ?? ['failed']);
  const sum = (rows: typeof outcomes) => rows.reduce((total, { runs }) => total + runs, 0);
  return { finished: sum(outcomes), failed: sum(outcomes.filter(({ outcome }) => failing.has(outcome))) };
}

/** Whether so many failures are more than the guard lets pass; never before enough runs have finished. */
export function isOverLimit({ minFinished, maxFailedPercent }: FlowRolloutGuard, { finished, failed }: FinishedRuns): boolean {
  return finished >= minFinished && failed * 100 > maxFailedPercent * finished;
}

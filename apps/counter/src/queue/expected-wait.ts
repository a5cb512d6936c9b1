/** What the service's own estimate counts for, in calls: with few measured ones the figure does not jump about. */
const PRIOR_CALLS = 5;
const MINUTE_MS = 60_000;

export interface WaitInput {
  /** 1 is next. */
  readonly place: number;
  readonly idleAgents: number;
  /** All who serve the skill at the moment: idle, ringing, in a call, writing it up. */
  readonly servingAgents: number;
  readonly serviceMs: number;
}

/**
 * How long the customer at a place will wait, in milliseconds; null when nobody serves the skill, so that nothing can be promised. Whoever
 * finds an idle agent does not wait. With all of n agents busy, a service of mean length s ends every s/n (the M/M/n queue, Erlang
 * 1917), and the customer who is k-th in line for a busy agent waits for k of them. That agents serve other skills too is left out.
 */
export function expectedWaitMs({ place, idleAgents, servingAgents, serviceMs }: WaitInput): number | null {
  if (servingAgents === 0) return null;
  const ahead = Math.max(0, place - idleAgents);
  return Math.round((ahead * serviceMs) / servingAgents);
}

/** How long the latest services of a skill took, together. */
export interface MeasuredServices {
  readonly calls: number;
  readonly totalMs: number;
}

/** Mean length of a service, in milliseconds: what was measured, steadied by the length that the bank states. */
export function meanServiceMs(measured: MeasuredServices | undefined, statedMinutes: number): number {
  const { calls, totalMs } = measured ?? { calls: 0, totalMs: 0 };
  return (totalMs + PRIOR_CALLS * statedMinutes * MINUTE_MS) / (calls + PRIOR_CALLS);
}

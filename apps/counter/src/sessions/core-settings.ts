/** The times of the business plane, in milliseconds. */
export interface CoreSettings {
  /** An entry link must be opened within this time. */
  readonly entryLinkLifetimeMs: number;
  /** A device's cookie names its session this long: through the call, and for rating and receipt after it. */
  readonly deviceLifetimeMs: number;
  /** How long an offer rings at one agent. */
  readonly ringMs: number;
  /** Pause before somebody who said no or nothing is rung again for the same ticket. */
  readonly askAgainMs: number;
  /** How long a colleague is asked to take a call over. */
  readonly transferAskMs: number;
  /** Nobody is rung for a customer whose page has been gone this long. */
  readonly customerAwayMs: number;
  /** The session of a customer whose page has been gone this long ends. */
  readonly customerGoneMs: number;
  /** An agent whose page has been gone this long is offline. */
  readonly agentGoneMs: number;
  /** A call for which no room could be opened in this time goes back to the queue … */
  readonly openCallMs: number;
  /** … where nobody is rung for it for this long. */
  readonly openCallPauseMs: number;
  /** How long a page that wants to join waits for a node to come back before it moves the call … */
  readonly nodeReturnMs: number;
  /** … and when a call is moved though no page asked. */
  readonly nodeGoneMs: number;
  readonly checkRoomLifetimeMs: number;
  /** Connected pages are noted as seen this often. */
  readonly pageSeenEveryMs: number;
  readonly sweepEveryMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const CORE_DEFAULTS: CoreSettings = {
  entryLinkLifetimeMs: 30 * MINUTE,
  deviceLifetimeMs: 24 * 60 * MINUTE,
  ringMs: 20 * SECOND,
  askAgainMs: 3 * SECOND,
  transferAskMs: MINUTE,
  customerAwayMs: 15 * SECOND,
  customerGoneMs: 5 * MINUTE,
  agentGoneMs: 30 * SECOND,
  openCallMs: 15 * SECOND,
  openCallPauseMs: 10 * SECOND,
  nodeReturnMs: 4 * SECOND,
  nodeGoneMs: 30 * SECOND,
  checkRoomLifetimeMs: 10 * MINUTE,
  pageSeenEveryMs: 5 * SECOND,
  sweepEveryMs: 500,
};

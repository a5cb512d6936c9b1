import type { SessionEvent } from '@guichet/protocol';
import { hashOf } from './sha256.ts';

/** What the first event of a session names as the hash of the one before. */
export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

type Hashed<Event> = Event extends unknown ? Omit<Event, 'hash'> : never;
/** An event as it is hashed: with all its members but the hash. */
export type UnhashedEvent = Hashed<SessionEvent>;

/** The hash of an event: SHA-256 over the canonical JSON (RFC 8785) of all its other members, the previous hash among them. */
export function eventHash(event: UnhashedEvent): string {
  return hashOf(event);
}

export const EventFault = {
  /** A number is missing: an event was removed. */
  missing: 'missing',
  /** Two events carry the same number, or they are not in order. */
  order: 'order',
  /** The event names another session. */
  foreign: 'foreign',
  /** The event doesn't name the hash of the one before. */
  link: 'link',
  /** The hash is not that of the event's content: it was changed. */
  hash: 'hash',
} as const;
export type EventFault = (typeof EventFault)[keyof typeof EventFault];

export interface EventProblem {
  readonly seq: number;
  readonly fault: EventFault;
}

export interface EventChainReport {
  readonly ok: boolean;
  /** Every event up to this number is unbroken; 0 when the first already isn't. */
  readonly verifiedThrough: number;
  readonly lastHash: string;
  readonly problems: readonly EventProblem[];
}

/**
 * Verifies the log of one session in the order given: numbers without a hole from 1, links, hashes. A log that was cut short at its
 * end verifies; compare `lastHash` and `verifiedThrough` with what a seal or the session's row says.
 */
export function verifyEventChain(events: readonly SessionEvent[]): EventChainReport {
  const problems: EventProblem[] = [];
  const sessionId = events[0]?.sessionId;
  let expectedSeq = 1;
  let previousHash = FIRST_PREVIOUS_HASH;

  for (const event of events) {
    const { hash, ...content } = event;
    const found = (fault: EventFault, seq = event.seq) => problems.push({ seq, fault });

    if (event.seq < expectedSeq) {
      found(EventFault.order);
      continue;
    }
    // One entry per hole says enough, however large a forged number is.
    if (event.seq > expectedSeq) found(EventFault.missing, expectedSeq);
    if (event.sessionId !== sessionId) found(EventFault.foreign);
    if (event.seq === expectedSeq && event.previousHash !== previousHash) found(EventFault.link);
    if (eventHash(content as UnhashedEvent) !== hash) found(EventFault.hash);

    expectedSeq = event.seq + 1;
    previousHash = hash;
  }

  const firstBad = problems.reduce((lowest, problem) => Math.min(lowest, problem.seq), expectedSeq);
  return { ok: problems.length === 0, verifiedThrough: firstBad - 1, lastHash: previousHash, problems };
}

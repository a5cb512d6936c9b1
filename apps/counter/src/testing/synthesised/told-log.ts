import { eventHash, FIRST_PREVIOUS_HASH } from '@guichet/evidence';
import { type Actor, type CallId, newId, type NodeId, parseSessionEvent, type SessionEvent, type SessionId } from '@guichet/protocol';
import { BEGAN_AT } from './synthesise.ts';

interface Told {
  readonly atMs: number;
  readonly type: SessionEvent['type'];
  readonly payload: object;
  /** The recorder told it, and so long before the counter wrote it down. */
  readonly delayMs?: number;
}

const SYSTEM: Actor = { kind: 'system' };

/** Events of a session in the order of their times, each with the hash of the one before, as the log would have them. */
export class ToldLog {
  readonly sessionId = newId('ses') as SessionId;
  readonly callId = newId('cal') as CallId;
  readonly #nodeId = newId('nod') as NodeId;
  readonly #told: Told[] = [];

  /** @param atMs from the recording's start */
  tell(atMs: number, type: Told['type'], payload: object): void {
    this.#told.push({ atMs, type, payload });
  }

  tellOfNode(atMs: number, delayMs: number, type: Told['type'], payload: object): void {
    this.#told.push({ atMs, type, payload, delayMs });
  }

  events(): SessionEvent[] {
    let previousHash = FIRST_PREVIOUS_HASH;
    return this.#told
      .toSorted((a, b) => a.atMs - b.atMs)
      .map(({ atMs, type, payload, delayMs }, nth) => {
        const happenedAt = Math.round(BEGAN_AT + atMs);
        const content = {
          version: 1 as const,
          sessionId: this.sessionId,
          seq: nth + 1,
          at: happenedAt + (delayMs ?? 0),
          mediaAt: atMs < 0 ? null : happenedAt,
          actor: delayMs === undefined ? SYSTEM : ({ kind: 'node', id: this.#nodeId } satisfies Actor),
          previousHash,
          type,
          payload,
        };
        const event = parseSessionEvent({ ...content, hash: eventHash(content as never) });
        previousHash = event.hash;
        return event;
      });
  }
}

import { newId, type SessionEvent } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { EventFault, eventHash, FIRST_PREVIOUS_HASH, type UnhashedEvent, verifyEventChain } from './event-chain.ts';

const sessionId = newId('ses');

function log(length: number): SessionEvent[] {
  const events: SessionEvent[] = [];
  for (let seq = 1; seq <= length; seq++) {
    events.push(
      hashed({
        version: 1,
        sessionId,
        seq,
        at: 1_700_000_000_000 + seq,
        mediaAt: null,
        actor: { kind: 'customer' },
        type: 'session.language_chosen',
        payload: { language: seq % 2 ? 'en' : 'zh-CN' },
        previousHash: events.at(-1)?.hash ?? FIRST_PREVIOUS_HASH,
      }),
    );
  }
  return events;
}

const hashed = (event: UnhashedEvent): SessionEvent => ({ ...event, hash: eventHash(event) }) as SessionEvent;

function rehashed(event: SessionEvent): SessionEvent {
  const { hash: _hash, ...content } = event;
  return hashed(content as UnhashedEvent);
}

describe('the chain of events', () => {
  it('verifies a whole log through its last event', () => {
    const events = log(5);
    expect(verifyEventChain(events)).toEqual({ ok: true, verifiedThrough: 5, lastHash: events[4]?.hash, problems: [] });
  });

  it('verifies an empty log', () => {
    expect(verifyEventChain([])).toEqual({ ok: true, verifiedThrough: 0, lastHash: FIRST_PREVIOUS_HASH, problems: [] });
  });

  it('does not depend on the order in which members were written', () => {
    const [event] = log(1);
    const reordered = Object.fromEntries(Object.entries(event!).toReversed()) as SessionEvent;
    expect(verifyEventChain([reordered]).ok).toBe(true);
  });

  it.each([
    [
      'a changed payload',
      (e: SessionEvent[]) => e.with(2, { ...e[2]!, payload: { language: 'zh-CN' } } as SessionEvent),
      EventFault.hash,
      3,
    ],
    ['a changed time', (e: SessionEvent[]) => e.with(2, { ...e[2]!, at: 1 }), EventFault.hash, 3],
    ['a changed event with a hash made to fit', (e: SessionEvent[]) => e.with(2, rehashed({ ...e[2]!, at: 1 })), EventFault.link, 4],
    ['a removed event', (e: SessionEvent[]) => e.toSpliced(2, 1), EventFault.missing, 3],
    ['a removed first event', (e: SessionEvent[]) => e.slice(1), EventFault.missing, 1],
    ['two events swapped', (e: SessionEvent[]) => e.with(2, e[3]!).with(3, e[2]!), EventFault.missing, 3],
    ['an event twice', (e: SessionEvent[]) => e.toSpliced(2, 0, e[1]!), EventFault.order, 2],
    [
      'an event of another session',
      (e: SessionEvent[]) => e.with(2, rehashed({ ...e[2]!, sessionId: newId('ses') })),
      EventFault.foreign,
      3,
    ],
    ['a removed event with the numbers closed up', (e: SessionEvent[]) => closedUp(e.toSpliced(2, 1)), EventFault.link, 3],
  ])('locates %s', (_what, tamper, fault, seq) => {
    const report = verifyEventChain(tamper(log(5)));
    expect(report.ok).toBe(false);
    expect(report.problems).toContainEqual({ seq, fault });
    expect(report.verifiedThrough).toBe(seq - 1);
  });
});

function closedUp(events: SessionEvent[]): SessionEvent[] {
  return events.map((event, index) => rehashed({ ...event, seq: index + 1 }));
}

import { hashOf } from '@guichet/evidence';
import { headText } from '@guichet/evidence/sealing';
import { newId, type RecordingId, type SessionEvent, type SessionId } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { clockFact, headsFact } from './kept-facts.ts';

const recordingId = newId('rec') as RecordingId;
const sessionId = newId('ses') as SessionId;

/** A chunk that was closed at a moment of the recorder's and told of so many ms later by the counter's clock. */
const chunk = (seq: number, delayMs: number): SessionEvent =>
  ({
    ...{ version: 1, sessionId, seq, at: seq * 2_000 + delayMs, mediaAt: seq * 2_000, actor: { kind: 'system' } },
    ...{ previousHash: '0'.repeat(64), hash: hashOf(seq), type: 'recording.chunk_closed' },
    payload: { recordingId, seq, sizeBytes: 1, head: hashOf(`chunk ${seq}`), signature: '' },
  }) as SessionEvent;

describe('the clocks of recorder and counter', () => {
  it('are as far apart as the quickest report says: a line that was away delays what waited', () => {
    const delays = [80, 60, 9_000, 8_000, 120, 90, 70, 20_000, 100, 110];
    expect(
      clockFact(
        delays.map((delay, nth) => chunk(nth + 1, delay)),
        recordingId,
      ),
    ).toEqual({ offsetMs: 70, reports: 10 });
  });

  it('that part on the way are found, whichever is ahead', () => {
    const events = Array.from({ length: 20 }, (_, nth) => chunk(nth + 1, nth < 10 ? 100 : -60_000));
    expect(clockFact(events, recordingId)?.offsetMs).toBe(-60_000);
  });

  it('are not known where nothing was reported', () => {
    expect(clockFact([], recordingId)).toBeNull();
    expect(clockFact([chunk(1, 5)], newId('rec') as RecordingId)).toBeNull();
  });
});

describe('heads that were signed on the way', () => {
  const events = Array.from({ length: 6 }, (_, nth) => chunk(nth + 1, 50));
  const note = (event: number, hash: string, chunkHead = hashOf('chunk 3')): string =>
    `${headText({ sessionId, seq: 1, atMs: 1, log: { event, hash }, recordings: [{ recordingId, chunk: 3, head: chunkHead }] })}\n— bank AAAA\n`;

  it('fit what they name, and no more when an event or a chunk is another one', () => {
    const notes = [note(4, hashOf(4)), note(4, hashOf('else')), note(4, hashOf(4), hashOf('else')), note(9, hashOf(9)), 'nonsense'];
    expect(headsFact({ heads: { notes, stamped: 2 }, events })).toEqual({ signed: 5, stamped: 2, fitting: 1 });
  });

  it('are unknown where nobody asked', () => {
    expect(headsFact({ heads: null, events })).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { afterFailure, afterLoss, type EntryPlan, firstEntry } from './entry-plan.ts';

const unreachable = { code: 'node_unreachable', retryable: true, by: 'node', mediaIntact: true } as const;
const counterAway = { code: 'unavailable', retryable: true, by: 'counter', mediaIntact: true } as const;

function entries(start: EntryPlan, failures: Parameters<typeof afterFailure>[1][]): (string | null)[] {
  let plan: EntryPlan | null = start;
  return failures.map((failure) => {
    plan = plan && afterFailure(plan, failure);
    return plan?.entry ?? null;
  });
}

describe('how a page comes back to its room', () => {
  it('resumes where its media is intact, and joins anew where it is not', () => {
    expect(afterLoss(true).entry).toBe('resume');
    expect(afterLoss(false).entry).toBe('join');
  });

  it('asks the counter whether the room has moved once its node stays away, and goes on trying both', () => {
    expect(entries(afterLoss(true), [unreachable, unreachable, unreachable, unreachable, unreachable])).toEqual([
      'resume',
      'join',
      'resume',
      'join',
      'resume',
    ]);
  });

  it('goes on trying its node while the counter is away: media needs no counter', () => {
    expect(entries(afterLoss(true), [unreachable, unreachable, counterAway, unreachable])).toEqual(['resume', 'join', 'resume', 'join']);
  });

  it('gets a fresh pass at once when the node does not know it any more', () => {
    expect(entries(afterLoss(true), [{ ...unreachable, code: 'peer_unknown', retryable: false }])).toEqual(['join']);
    expect(entries(firstEntry, [{ ...unreachable, code: 'token_invalid', retryable: false, mediaIntact: false }])).toEqual(['join']);
  });

  it('is over when the counter refuses a pass', () => {
    expect(entries(firstEntry, [{ code: 'wrong_state', retryable: false, by: 'counter', mediaIntact: false }])).toEqual([null]);
    expect(entries(afterLoss(true), [{ code: 'unauthenticated', retryable: false, by: 'counter', mediaIntact: true }])).toEqual([null]);
  });

  it('is over when the browser can not take part', () => {
    expect(entries(firstEntry, [{ code: 'codec_unsupported', retryable: false, by: 'node', mediaIntact: false }])).toEqual([null]);
  });

  it('does not knock for ever at nodes that turn every fresh pass away', () => {
    const refused = { code: 'token_invalid', retryable: false, by: 'node', mediaIntact: false } as const;
    expect(
      entries(
        firstEntry,
        Array.from({ length: 8 }, () => refused),
      ),
    ).toEqual([...Array.from({ length: 7 }, () => 'join'), null]);
  });

  it('knocks for as long as it takes at a node that can not be reached', () => {
    expect(
      entries(
        firstEntry,
        Array.from({ length: 500 }, () => ({ ...unreachable, mediaIntact: false })),
      ),
    ).not.toContain(null);
  });
});

import { describe, expect, it } from 'vitest';
import {
  StoryBook,
  answers,
  entered,
  fills,
  identified,
  noCall,
  nobodyAccepts,
  notIdentified,
  refusedRecording,
  serviceAnswers,
  unfitDevice,
  expectStory,
} from './testing/stories.ts';

const book = new StoryBook('lost-card');
const delivery = fills({ lastFour: '1234', lostHow: 'lost', lostOn: '2026-01-04', pickUp: 'post' });
const whole = { ...entered, ...identified(), wish: answers('yes'), deliveryForm: delivery };
const cards = serviceAnswers({ blockId: 'b-1' }, { requestNumber: 'r-1' });

describe('the card', () => {
  it('is blocked before anybody is waited for, and replaced after the call has ended', () => {
    const { trace } = expectStory(book, {
      moves: whole,
      outside: cards,
      expect: { outcome: 'completed', inOrder: ['blockCard', 'line', 'connect', 'faceMatch', 'wish', 'hangUp', 'replace', 'receipt'] },
    });
    const kinds = trace.flatMap(({ requests }) =>
      requests.map(({ kind, payload }) => (kind === 'service.call' ? String(payload['operation']) : kind)),
    );
    expect(kinds.indexOf('block-temporarily')).toBeLessThan(kinds.indexOf('call.open'));
    expect(kinds.indexOf('call.close')).toBeLessThan(kinds.indexOf('replace'));
  });

  it('may only be blocked', () => {
    const moves = { ...whole, wish: [...answers('blockOnly'), ...answers('blockOnly')] };
    expectStory(book, { moves, outside: cards, expect: { outcome: 'blocked_only', requested: ['call.close'], notVisited: ['replace'] } });
  });

  it('was found: the block is lifted after the call', () => {
    const { trace } = expectStory(book, { moves: { ...whole, wish: answers('found') }, outside: cards, expect: { outcome: 'withdrawn' } });
    const last = trace.flatMap(({ requests }) => requests).findLast(({ kind }) => kind === 'service.call');
    expect(last?.payload).toMatchObject({ operation: 'unblock', request: { blockId: 'b-1' } });
  });

  it('is replaced by hand where the card system is away', () => {
    const away = { 'service.call': [{ ok: false, code: 'unavailable', retryable: true }] };
    expectStory(book, { moves: whole, outside: away, expect: { outcome: 'to_be_done_by_hand' } });
    expectStory(book, { moves: { ...whole, wish: answers('found') }, outside: away, expect: { outcome: 'to_be_done_by_hand' } });
  });

  it('is not replaced for somebody else', () => {
    expectStory(book, {
      moves: { ...whole, ...notIdentified },
      outside: cards,
      expect: { outcome: 'identity_failed', visited: ['blockCard'], notVisited: ['replace'] },
    });
  });
});

it('ends at the entry', () => {
  expectStory(book, { moves: refusedRecording, expect: { outcome: 'consent_refused', notVisited: ['blockCard'] } });
  expectStory(book, { moves: unfitDevice, expect: { outcome: 'device_unfit' } });
  expectStory(book, { moves: entered, outside: nobodyAccepts, expect: { outcome: 'not_served' } });
  expectStory(book, { moves: entered, outside: noCall, expect: { outcome: 'call_failed' } });
});

it('every way to end was told', () => {
  expect(book.untoldEnds).toEqual([]);
});

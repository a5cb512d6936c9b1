import { expect, it } from 'vitest';
import { StoryBook, entered, finishes, refusedRecording, signal, expectStory } from './testing/stories.ts';

const book = new StoryBook('plain-counter');
const accepted = { line: [signal('ticket.issued', { number: 'A001', place: 1 }), signal('offer.accepted', { staffId: 'stf_agent' })] };

it('ends when the agent says so, and when the call ends', () => {
  expectStory(book, {
    moves: { ...entered, ...accepted, talk: finishes },
    expect: { outcome: 'completed', inOrder: ['notice', 'check', 'line', 'connect', 'talk'] },
  });
  expectStory(book, { moves: { ...entered, ...accepted, talk: [signal('call.ended')] }, expect: { outcome: 'completed' } });
});

it('lets the customer skip the check by taking a number', () => {
  const moves = { ...entered, ...accepted, check: [signal('ticket.issued', { number: 'A001', place: 1 })], talk: finishes };
  expectStory(book, { moves, expect: { outcome: 'completed' } });
});

it('ends without consent', () => {
  expectStory(book, { moves: refusedRecording, expect: { outcome: 'refused', notRequested: ['call.open'] } });
});

it('every way to end was told', () => {
  expect(book.untoldEnds).toEqual([]);
});

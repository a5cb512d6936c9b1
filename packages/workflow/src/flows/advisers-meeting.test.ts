import { describe, expect, it } from 'vitest';
import {
  StoryBook,
  agent,
  customer,
  declinesToSign,
  entered,
  fills,
  finishes,
  guestComes,
  noCall,
  nobodyAccepts,
  nobodyInvited,
  reads,
  refusedRecording,
  signal,
  signs,
  unfitDevice,
  expectStory,
} from './testing/stories.ts';

const book = new StoryBook('advisers-meeting');
const minutes = fills(
  { aims: '子女教育金' },
  { advice: '预留两年教育支出', followUp: 'meeting', followUpOn: '2026-03-01', internal: '潜力客户' },
  'agent',
);
const whole = {
  ...entered,
  opening: reads(['purpose']),
  expert: nobodyInvited,
  family: nobodyInvited,
  talk: finishes,
  minutesForm: minutes,
  confirmMinutes: signs('customer_signature'),
};

describe('the meeting', () => {
  it('ends with minutes that the customer has confirmed', () => {
    expectStory(book, {
      moves: whole,
      expect: { outcome: 'completed', inOrder: ['gather', 'talk', 'minutesForm', 'confirmMinutes', 'send'] },
    });
  });

  it('begins when all who were asked in are there, each by their own link', () => {
    const invitation = (id: string) => [{ ok: true, answer: { invitationId: id, link: null } }];
    const comes = (id: string, who: string, afterMs: number) => [
      agent('invite', { name: who }, { afterMs }),
      signal('call.participant_admitted', { participantId: who, role: 'guest', staffId: null, invitationId: id }, 5_000),
      signal('call.participant_joined', { participantId: who }),
    ];
    const { path } = expectStory(book, {
      moves: { ...whole, expert: comes('inv_1', '专家', 1_000), family: comes('inv_2', '配偶', 20_000) },
      outside: { 'invite.send': [...invitation('inv_1'), ...invitation('inv_2')] },
      expect: { outcome: 'completed' },
    });
    expect(path.filter((node) => node === 'talk')).toHaveLength(1);
    expectStory(book, { moves: { ...whole, expert: guestComes(), family: [] }, expect: { waitingAt: ['family'] } });
  });

  it('keeps the bank’s own remarks to itself', () => {
    const { trace } = expectStory(book, { moves: whole, expect: { outcome: 'completed' } });
    expect(JSON.stringify(trace.map(({ views }) => views.customer))).not.toContain('潜力客户');
    const prepared = trace.flatMap(({ requests }) => requests).find(({ kind }) => kind === 'document.prepare');
    expect(JSON.stringify(prepared?.payload)).not.toContain('潜力客户');
  });

  it('can go back from the minutes’ confirmation to their text', () => {
    const confirmMinutes = [{ back: 'customer' }];
    const { path } = expectStory(book, {
      moves: { ...whole, confirmMinutes, minutesForm: [...minutes.slice(0, -1)] },
      expect: { waitingAt: ['minutesForm'] },
    });
    expect(path).toContain('minutesForm');
  });

  it('sells nothing', () => {
    expect(book.flow.definition.nodes.flatMap(({ tags }) => tags)).not.toContain('sale');
    expect(book.flow.definition.nodes.map(({ type }) => type)).not.toContain('service');
  });
});

it('ends otherwise where it is not confirmed, and at the entry', () => {
  expectStory(book, {
    moves: { ...whole, confirmMinutes: declinesToSign },
    expect: { outcome: 'minutes_not_confirmed', notRequested: ['notify.send'] },
  });
  expectStory(book, {
    moves: { ...whole, minutesForm: [customer('submit', null, { refused: 'forbidden' })] },
    expect: { waitingAt: ['minutesForm'] },
  });
  expectStory(book, { moves: refusedRecording, expect: { outcome: 'consent_refused' } });
  expectStory(book, { moves: unfitDevice, expect: { outcome: 'device_unfit' } });
  expectStory(book, { moves: entered, outside: nobodyAccepts, expect: { outcome: 'not_served' } });
  expectStory(book, { moves: entered, outside: noCall, expect: { outcome: 'call_failed' } });
});

it('every way to end was told', () => {
  expect(book.untoldEnds).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import {
  StoryBook,
  agent,
  answers,
  askedAgain,
  customer,
  declinesToSign,
  entered,
  fills,
  nobodyAccepts,
  personComes,
  reads,
  refusedRecording,
  serviceAnswers,
  serviceFails,
  signs,
  unfitDevice,
  expectStory,
} from './testing/stories.ts';

const book = new StoryBook('self-service');
const taps = (line: string, choice: string) => customer('answer', { line, choice }, { afterMs: 30_000 });
const order = fills({ amount: 20_000, account: '6217000010001234' });
const whole = {
  ...entered,
  welcome: [taps('recorded', 'go')],
  orderForm: order,
  disclosure: [taps('issuer', 'clear'), taps('capital', 'clear'), taps('liquidity', 'clear')],
  sign: signs('customer_signature'),
};
const person = {
  agentPitch: reads(['product']),
  agentDisclosure: reads('hello', ['issuer'], ['capital'], ['liquidity']),
  agentConfirm: answers('yes'),
  agentOrder: fills({ amount: 20_000, account: '6217000010001234' }, {}, 'agent'),
};
const booked = serviceAnswers({ orderId: 'o-1' });
const noVirtualAgent = {
  'call.open': [
    { ok: false, code: 'not_available' },
    {
      ok: true,
      signals: [
        { name: 'call.started', payload: { callId: 'c' } },
        ...['customer', 'agent'].map((role) => ({ name: 'call.participant_joined', payload: { participantId: role, role } })),
        { name: 'recording.confirmed' },
      ],
    },
  ],
};

describe('with the virtual agent alone', () => {
  it('comes to a signed order without any person', () => {
    const { trace } = expectStory(book, {
      moves: whole,
      outside: booked,
      expect: {
        outcome: 'completed',
        notVisited: ['line', 'handOver', 'agentDisclosure'],
        requested: ['speech.speak', 'document.seal'],
        notRequested: ['ticket.issue', 'agent.escalate'],
      },
    });
    const marks = trace.flatMap(({ notes }) => notes.flatMap((note) => (note.name === 'marked' ? [note.mark] : [])));
    expect(marks.filter((mark) => mark === 'line_spoken')).toHaveLength(5);
    expect(marks).toContain('generated_content_labelled');
  });

  it('is signed but not booked when the core system is away', () => {
    expectStory(book, { moves: whole, outside: serviceFails, expect: { outcome: 'signed_not_booked' } });
  });

  it('can be stopped at every answer and at the signature', () => {
    for (const moves of [
      { ...whole, welcome: [taps('recorded', 'stop')] },
      { ...whole, disclosure: [taps('issuer', 'stop')] },
      { ...whole, sign: declinesToSign },
    ]) {
      expectStory(book, { moves, outside: booked, expect: { outcome: 'declined', notVisited: ['placeOrder'] } });
    }
  });
});

describe('a person', () => {
  it.each([
    ['when the customer asks for one', { welcome: [customer('ask_person')] }],
    ['when the customer asks while the risks are told', { disclosure: [taps('issuer', 'clear'), customer('ask_person')] }],
    ['when a line stays unclear', { disclosure: [taps('issuer', 'again'), taps('issuer', 'again'), taps('issuer', 'again')] }],
    ['when the customer says nothing any more', { disclosure: [] }],
    ['when the customer asks while filling in', { orderForm: [{ escalate: 'customer' }] }],
  ])('takes over %s, and discloses the risks anew', (_what, moves) => {
    expectStory(book, {
      moves: { ...whole, ...person, ...moves },
      outside: { ...booked, ...personComes },
      expect: { outcome: 'completed', inOrder: ['handOver', 'agentDisclosure', 'agentConfirm', 'sign'] },
    });
  });

  it('helps with the signature while the step is kept', () => {
    const { trace } = expectStory(book, {
      moves: { ...whole, sign: [{ escalate: 'customer' }, ...signs('customer_signature')] },
      outside: { ...booked, ...personComes },
      expect: { outcome: 'completed', visited: ['helper'], notVisited: ['handOver'] },
    });
    expect(trace.some(({ views }) => views.customer.current.some(({ held }) => held.includes('person')))).toBe(true);
  });

  it('serves from the beginning where there is no virtual agent', () => {
    expectStory(book, {
      moves: { ...whole, ...person },
      outside: { ...booked, ...noVirtualAgent },
      expect: { outcome: 'completed', inOrder: ['line', 'connectPerson', 'agentPitch', 'agentDisclosure', 'sign'] },
    });
    expectStory(book, {
      moves: { ...whole, ...person, agentPitch: askedAgain('product', 5) },
      outside: { ...booked, ...noVirtualAgent },
      expect: { outcome: 'not_understood', notVisited: ['agentDisclosure'] },
    });
  });

  it('calls back later where none is free', () => {
    const outside = { 'agent.escalate': [{ ok: false, code: 'closed' }] };
    expectStory(book, {
      moves: { ...whole, welcome: [customer('ask_person')] },
      outside,
      expect: { outcome: 'callback', requested: ['notify.send'] },
    });
    const silent = { 'agent.escalate': [{ ok: true }] };
    expectStory(book, { moves: { ...whole, welcome: [customer('ask_person')] }, outside: silent, expect: { outcome: 'callback' } });
  });

  it('does not sell what stays unclear or is not wanted', () => {
    const asked = { ...whole, ...person, welcome: [customer('ask_person')] };
    const outside = { ...booked, ...personComes };
    expectStory(book, { moves: { ...asked, agentConfirm: answers('no') }, outside, expect: { outcome: 'declined' } });
    expectStory(book, {
      moves: { ...asked, agentConfirm: [...answers('unsure'), ...answers('unsure')] },
      outside,
      expect: { outcome: 'not_understood' },
    });
    expectStory(book, {
      moves: { ...asked, agentDisclosure: [...reads('hello'), ...askedAgain('issuer', 5)] },
      outside,
      expect: { outcome: 'not_understood' },
    });
  });

  it('may note what the customer says aloud, but not answer for them by tapping', () => {
    const agentConfirm = [
      agent('answer', { choice: 'yes' }, { refused: 'forbidden' }),
      agent('note', { choice: 'yes', heard: '清楚，同意' }),
    ];
    expectStory(book, {
      moves: { ...whole, ...person, welcome: [customer('ask_person')], agentConfirm },
      outside: { ...booked, ...personComes },
      expect: { outcome: 'completed' },
    });
  });
});

it('ends at the entry without consent, device, person or call', () => {
  expectStory(book, { moves: refusedRecording, expect: { outcome: 'consent_refused' } });
  expectStory(book, { moves: unfitDevice, expect: { outcome: 'device_unfit' } });
  const none = { 'call.open': [{ ok: false, code: 'not_available' }] };
  expectStory(book, { moves: entered, outside: none, expect: { outcome: 'call_failed' } });
  expectStory(book, { moves: entered, outside: { ...none, ...nobodyAccepts }, expect: { outcome: 'not_served' } });
});

it('every way to end was told', () => {
  expect(book.untoldEnds).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import {
  StoryBook,
  act,
  agent,
  answers,
  declinesToSign,
  entered,
  fills,
  finishes,
  identified,
  noCall,
  nobodyAccepts,
  notIdentified,
  reads,
  refusedRecording,
  serviceAnswers,
  signs,
  unfitDevice,
  expectStory,
} from './testing/stories.ts';

const book = new StoryBook('video-counter');
const upToWish = { ...entered, opening: reads(['greeting']), ...identified() };
const request = (accountClass: string, more: object = { bound: '6217000010001234' }) =>
  fills({ accountClass, ...more, phone: '13800138000', occupation: 'employee', taxResidency: 'china' });
const decided = (decision: string, note = '') => [
  agent('submit', { note: '' }),
  act('checker', 'decide', { decision, note }, { id: 'stf_checker' }),
];
const whole = {
  ...upToWish,
  wish: answers('own'),
  requestForm: request('class2'),
  sign: signs('customer_signature'),
  review: decided('approved'),
  farewell: finishes,
};
const systems = serviceAnswers({ state: 'match' }, { accountNumber: '6217000020002345' });

describe('an account is opened', () => {
  it('of Class II, with a second person’s approval', () => {
    expectStory(book, {
      moves: whole,
      outside: systems,
      expect: { outcome: 'completed', inOrder: ['faceMatch', 'verify', 'wish', 'sign', 'review', 'open'] },
    });
  });

  it('of Class III as well', () => {
    expectStory(book, { moves: { ...whole, requestForm: request('class3') }, outside: systems, expect: { outcome: 'completed' } });
  });

  it('never of Class I: that leads to a branch', () => {
    expectStory(book, {
      moves: { ...whole, requestForm: request('class1', {}), branch: finishes },
      outside: systems,
      expect: { outcome: 'branch_needed', notVisited: ['sign', 'open'] },
    });
  });

  it('and taken back when the run is cancelled after it', () => {
    expectStory(book, {
      moves: { ...whole, farewell: [{ cancel: 'agent' }] },
      outside: systems,
      expect: { outcome: 'cancelled', visited: ['closeAccount'] },
    });
  });
});

describe('no account is opened', () => {
  it.each([
    ['for somebody whom others told to', { ...whole, wish: answers('told') }, systems, 'wish_doubtful'],
    ['for somebody who cannot say what for', { ...whole, wish: [...answers('unsure'), ...answers('unsure')] }, systems, 'wish_doubtful'],
    ['when the registry knows another', whole, serviceAnswers({ state: 'mismatch' }), 'identity_failed'],
    ['without a signature', { ...whole, sign: declinesToSign }, systems, 'declined'],
    ['without approval', { ...whole, review: decided('rejected', '资料不符') }, systems, 'rejected'],
    ['without an identity', { ...upToWish, ...notIdentified }, systems, 'identity_failed'],
  ])('%s', (_what, moves, outside, outcome) => {
    expectStory(book, { moves, outside, expect: { outcome, notVisited: ['open'] } });
  });

  it('while the registry is away, which is tried again before', () => {
    const away = { 'service.call': [{ ok: false, code: 'unavailable', retryable: true }] };
    const { trace } = expectStory(book, {
      moves: { ...whole, registryAway: finishes },
      outside: away,
      expect: { outcome: 'registry_unavailable' },
    });
    expect(trace.flatMap(({ requests }) => requests).filter(({ kind }) => kind === 'service.call')).toHaveLength(3);
  });

  it('by the core system when it is away, and a person does it later', () => {
    const outside = {
      'service.call': [
        { ok: true, answer: { response: { state: 'match' } } },
        { ok: false, code: 'unavailable' },
      ],
    };
    expectStory(book, { moves: whole, outside, expect: { outcome: 'signed_not_opened' } });
  });

  it('at the entry', () => {
    expectStory(book, { moves: refusedRecording, expect: { outcome: 'consent_refused' } });
    expectStory(book, { moves: unfitDevice, expect: { outcome: 'device_unfit' } });
    expectStory(book, { moves: entered, outside: nobodyAccepts, expect: { outcome: 'not_served' } });
    expectStory(book, { moves: entered, outside: noCall, expect: { outcome: 'call_failed' } });
  });
});

it('every way to end was told', () => {
  expect(book.untoldEnds).toEqual([]);
});

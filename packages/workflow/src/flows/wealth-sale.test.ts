import { describe, expect, it } from 'vitest';
import {
  StoryBook,
  answers,
  askedAgain,
  customer,
  declinesToSign,
  entered,
  fills,
  finishes,
  guestComes,
  identified,
  noCall,
  nobodyAccepts,
  nobodyInvited,
  notIdentified,
  reads,
  refusedRecording,
  serviceAnswers,
  serviceFails,
  signs,
  unfitDevice,
  agent,
  expectStory,
} from './testing/stories.ts';

const book = new StoryBook('wealth-sale');
const QUESTIONS = ['income', 'share', 'experience', 'years', 'attitude', 'horizon', 'purpose', 'loss'];
const assessed = (option: string) => [
  ...QUESTIONS.map((question) => customer('answer', { question, option })),
  customer('submit'),
  customer('accept'),
];
const upToRisk = (isOld = false) => ({ ...entered, opening: reads('greeting', ['recorded']), ...identified({ isOld }) });
const upToConfirm = {
  ...upToRisk(),
  risk: assessed('c'),
  family: nobodyInvited,
  pitch: reads(['issuer'], 'terms', 'fees'),
  disclosure: reads('suitable', ['past'], ['capital'], ['liquidity'], 'coolingOff'),
};
const order = fills({ amount: 200_000, account: '6217000010001234', source: 'salary', dividend: 'cash' }, { referrer: '0837' });
const whole = {
  ...upToConfirm,
  confirm: answers('understood'),
  orderForm: order,
  sign: signs('initials_page_1', 'customer_signature'),
  farewell: finishes,
};

describe('the sale', () => {
  it('goes from the entry to the signed document, the order and the end', () => {
    const { trace, variables } = expectStory(book, {
      moves: whole,
      outside: serviceAnswers({ orderId: 'o-1' }),
      expect: {
        outcome: 'completed',
        inOrder: [
          'notice',
          'connect',
          'idDocument',
          'faceMatch',
          'risk',
          'pitch',
          'disclosure',
          'confirm',
          'orderForm',
          'sign',
          'placeOrder',
          'receipt',
          'completed',
        ],
        requested: ['document.seal', 'service.call', 'notify.send', 'session.end'],
        variables: { signerKind: 'bank_seal', riskLevel: 'C4' },
      },
    });
    expect(variables['order']).toMatchObject({ amount: 200_000, referrer: '0837' });
    const asked = trace.flatMap(({ requests }) => requests).find(({ kind }) => kind === 'service.call');
    expect(asked?.payload).toMatchObject({
      service: 'core',
      operation: 'place-wealth-order',
      request: { amount: 200_000, documentHash: '0'.repeat(64) },
    });
  });

  it('is held while the customer is away for ten seconds, with a relative listening, and goes on', () => {
    const moves = {
      ...whole,
      family: guestComes(),
      disclosure: [...reads('suitable'), { drop: 'customer', forMs: 10_000 }, ...reads(['past'], ['capital'], ['liquidity'], 'coolingOff')],
    };
    const { trace } = expectStory(book, { moves, outside: serviceAnswers({ orderId: 'o-1' }), expect: { outcome: 'completed' } });
    const notes = trace.flatMap((entry) => entry.notes.map(({ name }) => name));
    expect(notes).toEqual(expect.arrayContaining(['node_held', 'node_released']));
  });

  it('shows the customer neither the agent’s fields nor the rules', () => {
    const { trace } = expectStory(book, { moves: whole, outside: serviceAnswers({ orderId: 'o-1' }), expect: { outcome: 'completed' } });
    const seen = JSON.stringify(trace.map(({ views }) => views.customer));
    for (const hidden of ['0837', 'referrer', 'CN-B3', '"score"', '11010519900101']) expect(seen).not.toContain(hidden);
  });

  it('is signed but not booked when the core system is away', () => {
    expectStory(book, {
      moves: { ...whole, manual: finishes },
      outside: serviceFails,
      expect: { outcome: 'signed_not_booked', visited: ['sign', 'manual'], notVisited: ['receipt'] },
    });
  });

  it('takes an order back when the run is cancelled after it', () => {
    const { trace } = expectStory(book, {
      moves: { ...whole, farewell: [{ cancel: 'agent' }] },
      outside: serviceAnswers({ orderId: 'o-1' }),
      expect: { outcome: 'cancelled', visited: ['cancelOrder'] },
    });
    const last = trace.flatMap(({ requests }) => requests).findLast(({ kind }) => kind === 'service.call');
    expect(last?.payload).toMatchObject({ operation: 'cancel-wealth-order', request: { orderId: 'o-1' } });
  });
});

describe('never comes to an order', () => {
  const unsold = { notVisited: ['placeOrder'], notRequested: ['document.seal', 'service.call'] };
  it.each([
    ['for a customer for whom it is too risky', { ...upToRisk(), risk: assessed('a') }, 'not_suitable'],
    [
      'for an old customer who thinks better of it',
      { ...upToRisk(true), risk: [...assessed('c'), agent('care_told'), customer('care_decline')] },
      'withdrawn',
    ],
    ['where the risks stay unclear', { ...upToConfirm, disclosure: [...reads('suitable'), ...askedAgain('past', 5)] }, 'not_understood'],
    ['where the customer still has questions', { ...upToConfirm, confirm: [...answers('unsure'), ...answers('unsure')] }, 'not_understood'],
    ['where the customer does not want it', { ...upToConfirm, confirm: answers('stop') }, 'declined'],
    ['where the customer does not sign', { ...whole, sign: declinesToSign }, 'declined'],
    ['without an identity', { ...upToRisk(), ...notIdentified }, 'identity_failed'],
  ])('%s', (_what, moves, outcome) => {
    expectStory(book, { moves, expect: { outcome, ...unsold } });
  });

  it('for an old customer before the special notice was told and accepted', () => {
    const risk = [...assessed('c'), customer('care_accept', null, { refused: 'wrong_state' }), agent('care_told'), customer('care_accept')];
    expectStory(book, { moves: { ...upToRisk(true), risk }, expect: { waitingAt: ['family'] } });
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

import { describe, expect, it } from 'vitest';
import { simulate } from '../simulation/simulate.ts';
import { Scenario } from '../simulation/scenario.ts';
import {
  StoryBook,
  act,
  agent,
  answers,
  askedAgain,
  customer,
  declinesToSign,
  entered,
  fills,
  finishes,
  guestComes,
  guestRefuses,
  identified,
  noCall,
  nobodyAccepts,
  notIdentified,
  reads,
  refusedRecording,
  serviceAnswers,
  serviceFails,
  signs,
  unfitDevice,
  expectStory,
} from './testing/stories.ts';

const book = new StoryBook('credit-interview');
const told = { amount: 120_000, months: 36, use: 'renovation', employer: '临江机械', income: 15_000, debts: 2_000 };
const interview = (guarantor = false) => fills({ ...told, guarantor }, { consistency: 'consistent', remarks: '收入稳定' }, 'agent');
const checker = (decision: string, note = '', more: object = {}) =>
  act('checker', 'decide', { decision, note }, { id: 'stf_checker', ...more });
const submitted = agent('submit', { note: '资料齐全' });
const upToPurpose = { ...entered, opening: reads('greeting', ['truth']), ...identified(), authorise: signs('customer_signature') };
const whole = {
  ...upToPurpose,
  purpose: answers('own'),
  application: interview(),
  review: [submitted, checker('approved')],
  terms: reads(['rate'], ['overdue'], ['use']),
  sign: signs('customer_signature'),
  farewell: finishes,
};
const systems = serviceAnswers({ grade: 'A', overdueMonths: 0 }, { contractNumber: 'L-1' });

describe('the interview', () => {
  it('ends with a contract that another person than the interviewer approved', () => {
    expectStory(book, {
      moves: {
        ...whole,
        review: [
          submitted,
          act('checker', 'decide', { decision: 'approved' }, { id: 'stf_agent', refused: 'forbidden' }),
          checker('approved'),
        ],
      },
      outside: systems,
      expect: {
        outcome: 'completed',
        inOrder: ['authorise', 'creditQuery', 'application', 'review', 'sign', 'book'],
        variables: { checkerId: 'stf_checker' },
      },
    });
  });

  it('never shows the applicant what the interviewer thinks of them', () => {
    const { trace } = expectStory(book, { moves: whole, outside: systems, expect: { outcome: 'completed' } });
    const seen = JSON.stringify(trace.map(({ views }) => views.customer));
    for (const hidden of ['收入稳定', 'consistency', '资料齐全', '"grade"']) expect(seen).not.toContain(hidden);
  });

  it('goes on without the credit file, which the checker then sees is missing', () => {
    expectStory(book, { moves: whole, outside: serviceFails, expect: { outcome: 'signed_not_registered', visited: ['review', 'sign'] } });
  });

  it('waits for a guarantor where there is one', () => {
    expectStory(book, {
      moves: { ...whole, application: interview(true), guarantor: guestComes() },
      outside: systems,
      expect: { outcome: 'completed', visited: ['guarantor'] },
    });
    expectStory(book, {
      moves: { ...whole, application: interview(true), guarantor: guestRefuses },
      outside: systems,
      expect: { outcome: 'guarantor_absent', notVisited: ['review'] },
    });
  });

  it('can be returned for correction, but not for ever', () => {
    const nodes = Object.fromEntries(Object.entries(whole).map(([node, moves]) => [node, [moves]]));
    const play = (review: unknown[], outcome: string) => {
      const scenario = Scenario.parse({ formatVersion: 1, nodes: { ...nodes, review }, outside: systems, expect: { outcome } });
      expect(simulate(book.flow, scenario).unmet).toEqual([]);
    };
    const returned = [submitted, checker('returned', '补流水')];
    play([returned, [submitted, checker('approved')]], 'completed');
    play([returned], 'rejected');
  });
});

describe('no contract', () => {
  it.each([
    ['without permission to read the credit file', { ...upToPurpose, authorise: declinesToSign }, 'authorisation_refused'],
    ['for a loan on somebody else’s behalf', { ...upToPurpose, purpose: answers('others') }, 'purpose_not_accepted'],
    ['for a purpose that stays unclear', { ...upToPurpose, purpose: [...answers('unsure'), ...answers('unsure')] }, 'purpose_not_accepted'],
    ['that the checker rejects', { ...whole, review: [submitted, checker('rejected', '负债过高')] }, 'rejected'],
    ['whose terms stay unclear', { ...whole, terms: askedAgain('rate', 5) }, 'not_understood'],
    ['that the customer does not sign', { ...whole, sign: declinesToSign }, 'declined'],
    ['without an identity', { ...upToPurpose, ...notIdentified }, 'identity_failed'],
  ])('%s', (_what, moves, outcome) => {
    expectStory(book, { moves, outside: systems, expect: { outcome, notVisited: ['book'] } });
  });

  it('is handed in by the customer alone', () => {
    const application = [...interview().slice(0, -1), customer('submit', null, { refused: 'forbidden' }), agent('submit')];
    expectStory(book, { moves: { ...whole, application }, outside: systems, expect: { outcome: 'completed' } });
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

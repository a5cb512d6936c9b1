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
  signsWithGuest,
  unfitDevice,
  expectStory,
} from './testing/stories.ts';

const book = new StoryBook('insurance-sale');
const upToTerms = (isOld = false) => ({
  ...entered,
  opening: reads(['fixed']),
  ...identified({ isOld }),
  seller: reads(['credentials'], ['insurer']),
  elderNotice: reads(['term'], ['surrender']),
});
const upToConfirm = (isOld = false) => ({
  ...upToTerms(isOld),
  // One page in the story; three in the shipped template.
  terms: signs('initials_page_1'),
  elements: reads(['insurance'], ['cover'], ['payment'], ['coolingOff']),
});
const application = (insured: object) => fills({ ...insured, beneficiary: '法定', premium: 12_000, payYears: 10, health: true });
const whole = {
  ...upToConfirm(),
  confirm: answers('yes'),
  applicationForm: application({ insuredIs: 'self' }),
  signAlone: signs('applicant_signature'),
  farewell: finishes,
};
const accepted = serviceAnswers({ applicationNumber: 'P-1', underwriting: 'accepted' });

describe('the application', () => {
  it('of a younger customer goes through without the notice to the older', () => {
    expectStory(book, {
      moves: whole,
      outside: accepted,
      expect: { outcome: 'completed', notVisited: ['elderNotice', 'insured', 'signBoth'], requested: ['document.seal', 'notify.send'] },
    });
  });

  it('of a customer of sixty and more has that notice before the terms', () => {
    expectStory(book, {
      moves: { ...whole, ...upToConfirm(true) },
      outside: accepted,
      expect: { outcome: 'completed', inOrder: ['seller', 'elderNotice', 'terms'] },
    });
  });

  it('for another adult is signed by both, after each has read', () => {
    const moves = {
      ...whole,
      applicationForm: application({ insuredIs: 'other', insuredName: '李华' }),
      insured: guestComes(),
      signBoth: signsWithGuest('applicant_signature', 'insured_signature'),
    };
    const { trace } = expectStory(book, { moves, outside: accepted, expect: { outcome: 'completed', notVisited: ['signAlone'] } });
    const seal = trace.flatMap(({ requests }) => requests).findLast(({ kind }) => kind === 'document.seal');
    expect(seal?.payload['handwriting']).toHaveLength(2);
  });

  it('is kept when the insurer’s system is away, or answers something else than agreed', () => {
    expectStory(book, { moves: { ...whole, manual: finishes }, outside: serviceFails, expect: { outcome: 'signed_not_submitted' } });
    expectStory(book, {
      moves: { ...whole, manual: finishes },
      outside: serviceAnswers({ applicationNumber: 'P-1', underwriting: 'perhaps' }),
      expect: { outcome: 'signed_not_submitted' },
    });
  });
});

describe('no application is handed in', () => {
  it.each([
    [
      'where the product stays unclear',
      { ...upToConfirm(), elements: [...reads(['insurance']), ...askedAgain('cover', 5)] },
      'not_understood',
    ],
    ['where an older customer does not follow the notice', { ...upToTerms(true), elderNotice: askedAgain('term', 5) }, 'not_understood'],
    ['without a clear answer', { ...upToConfirm(), confirm: [...answers('unsure'), ...answers('unsure')] }, 'not_understood'],
    ['where the customer refuses', { ...upToConfirm(), confirm: answers('no') }, 'declined'],
    [
      'where the terms are not read',
      { ...upToTerms(), terms: [customer('finish', null, { refused: 'wrong_state' }), customer('decline', { reason: 'read_later' })] },
      'declined',
    ],
    ['where nobody signs', { ...whole, signAlone: declinesToSign }, 'declined'],
    [
      'where the insured person does not come',
      { ...whole, applicationForm: application({ insuredIs: 'other', insuredName: '李华' }), insured: guestRefuses },
      'insured_absent',
    ],
    ['without an identity', { ...upToTerms(), ...notIdentified }, 'identity_failed'],
  ])('%s', (_what, moves, outcome) => {
    expectStory(book, { moves, expect: { outcome, notVisited: ['submit'] } });
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

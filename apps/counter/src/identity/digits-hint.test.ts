import { describe, expect, it } from 'vitest';
import { judgeDigits } from './digits-hint.ts';

const followed = { decision: 'pass', reason: 'followed' } as const;
const still = { decision: 'fail', reason: 'not_followed' } as const;

describe('digits that were read aloud', () => {
  it.each([
    ['the right ones, by a mouth that moved', followed, 'said', 'pass', 'followed'],
    ['the right ones, and nobody saw the mouth move', still, 'said', 'not_evaluated', 'mouth_still'],
    ['the right ones, before a picture', { decision: 'fail', reason: 'motionless' }, 'said', 'fail', 'motionless'],
    [
      'the right ones, by a face that cannot be seen',
      { decision: 'not_evaluated', reason: 'face_not_visible' },
      'said',
      'not_evaluated',
      'face_not_visible',
    ],
    ['the right ones, by maybe another face', { decision: 'not_evaluated', reason: 'face_unsure' }, 'said', 'not_evaluated', 'face_unsure'],
    ['the right ones, by another face', { decision: 'fail', reason: 'face_changed' }, 'said', 'fail', 'face_changed'],
    ['other ones', followed, 'other', 'fail', 'other_digits'],
    ['some that the engine is not sure of', followed, 'unsure', 'not_evaluated', 'unsure_words'],
    ['a voice that nobody writes down', followed, 'heard', 'not_evaluated', 'heard'],
    ['a voice, and an engine that is away', followed, 'engine_away', 'not_evaluated', 'words_away'],
    ['a mouth that moves without a sound', followed, 'silent', 'fail', 'silent'],
    ['a microphone that gives nothing', followed, 'no_sound', 'not_evaluated', 'no_sound'],
    ['two people', { decision: 'fail', reason: 'several_people' }, 'silent', 'fail', 'several_people'],
  ] as const)('%s', (_what, verdict, heard, decision, reason) => {
    expect(judgeDigits(verdict, heard)).toEqual({ decision, reason });
  });
});

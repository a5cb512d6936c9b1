import type { CheckOutcome, DocumentCheck } from '../reading.ts';
import { ageOn, FULL_AGE } from './age.ts';

export const checked = (name: string, result: CheckOutcome, detail: string | null = null): DocumentCheck => ({ name, result, detail });

/** What cannot be told because something was not read is not passed. */
export const notEvaluated = (name: string, detail = 'not_read'): DocumentCheck => checked(name, 'not_evaluated', detail);

/** Two values that have to be the same. */
export function sameCheck(name: string, one: string | null, other: string | null): DocumentCheck {
  if (one === null || other === null) return notEvaluated(name);
  return one === other ? checked(name, 'pass') : checked(name, 'fail', 'differs');
}

/** Still valid on a day; the last day counts. Both ISO dates; `null`: valid for good. */
export function expiryCheck(until: string | null | undefined, today: string): DocumentCheck {
  if (until === undefined) return notEvaluated('expiry');
  if (until === null) return checked('expiry', 'pass', 'for_good');
  return until >= today ? checked('expiry', 'pass') : checked('expiry', 'fail', 'expired');
}

/** Whether somebody is of full age. A minor's document is in order: that a guardian has to be there is for the flow. */
export function ageCheck(birthDate: string | null, today: string): DocumentCheck {
  if (birthDate === null) return notEvaluated('age');
  const age = ageOn(birthDate, today);
  if (age < 0 || age > 130) return checked('age', 'fail', 'impossible');
  return age < FULL_AGE ? checked('age', 'warn', 'minor') : checked('age', 'pass');
}

import { type CheckContext, type FieldFound, valueOf } from '../document-type.ts';
import type { DocumentCheck } from '../reading.ts';
import { checked, expiryCheck, notEvaluated } from '../shared/checks.ts';
import { FOR_GOOD } from './fields.ts';

/** Law on Resident Identity Cards, article 5: 5 years (under 16), 10 (to 25), 20 (to 45), from 46 for good. */
const TERMS_YEARS = [5, 10, 20];

export function checkCnIdBack(fields: readonly FieldFound[], { today }: CheckContext): DocumentCheck[] {
  const from = valueOf(fields, 'validFrom');
  const until = valueOf(fields, 'validUntil');
  return [
    expiryCheck(until === null ? undefined : until === FOR_GOOD ? null : until, today),
    begunCheck(from, today),
    termCheck(from, until),
  ];
}

function begunCheck(from: string | null, today: string): DocumentCheck {
  if (from === null) return notEvaluated('begun');
  return from <= today ? checked('begun', 'pass') : checked('begun', 'fail', 'not_yet_valid');
}

/** Both dates are of the same day of the year, one of the lawful terms apart: a digit misread in either shows. */
function termCheck(from: string | null, until: string | null): DocumentCheck {
  if (from === null || until === null) return notEvaluated('term');
  if (until === FOR_GOOD) return checked('term', 'pass', 'for_good');
  const years = Number(until.slice(0, 4)) - Number(from.slice(0, 4));
  const sameDay = from.slice(5) === until.slice(5) || (from.endsWith('02-29') && /-02-28$|-03-01$/.test(until));
  return sameDay && TERMS_YEARS.includes(years) ? checked('term', 'pass') : checked('term', 'fail', 'no_lawful_term');
}

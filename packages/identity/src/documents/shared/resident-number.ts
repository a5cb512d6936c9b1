import { isKnownRegion } from './regions/regions.ts';

/** GB 11643-1999, annex A: weights of the 17 digits, and the sign for each remainder of their sum by 11. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const SIGNS = '10X98765432';

/** What may be wrong with a resident number. */
export type NumberProblem = 'form' | 'region' | 'date' | 'future' | 'check_character';

export interface ResidentNumber {
  /** 18 characters with an upper-case X, whatever form was given. */
  readonly number: string;
  readonly region: string;
  /** ISO date. */
  readonly birthDate: string;
  readonly sex: '男' | '女';
  /** Given in the form of before 1999, of 15 digits, which has no check character. */
  readonly short: boolean;
}

export type ParsedNumber = { readonly ok: true; readonly value: ResidentNumber } | { readonly ok: false; readonly problem: NumberProblem };

/** The check character for 17 digits. */
export function checkCharacter(digits: string): string {
  let sum = 0;
  for (const [index, weight] of WEIGHTS.entries()) sum += weight * Number(digits[index]);
  return SIGNS[sum % 11] ?? '';
}

/**
 * Parses a resident number by GB 11643-1999: 18 characters, of which the last may be x in either case, or the 15 digits of before (year of two
 * digits, in the twentieth century, no check character).
 *
 * @param today ISO date; nobody is born after it
 */
export function parseResidentNumber(text: string, today: string): ParsedNumber {
  const given = text.replaceAll(/\s/g, '').toUpperCase();
  const short = /^\d{15}$/.test(given);
  if (!short && !/^\d{17}[\dX]$/.test(given)) return { ok: false, problem: 'form' };
  const body = short ? `${given.slice(0, 6)}19${given.slice(6)}` : given.slice(0, 17);
  const number = body + checkCharacter(body);
  if (!short && number !== given) return { ok: false, problem: 'check_character' };
  const region = body.slice(0, 6);
  if (!isKnownRegion(region)) return { ok: false, problem: 'region' };
  const birthDate = `${body.slice(6, 10)}-${body.slice(10, 12)}-${body.slice(12, 14)}`;
  if (!isDate(birthDate)) return { ok: false, problem: 'date' };
  if (birthDate > today) return { ok: false, problem: 'future' };
  return { ok: true, value: { number, region, birthDate, sex: Number(body[16]) % 2 === 1 ? '男' : '女', short } };
}

/** Whether an ISO date is a day that was or will be; nobody who lives was born before 1880. */
export function isDate(iso: string): boolean {
  const date = new Date(`${iso}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) && iso >= '1880';
}

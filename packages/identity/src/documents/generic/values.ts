import { isDate } from '../shared/resident-number.ts';
import type { GenericField } from './definition.ts';

/** Signs of a kind; the others are taken for what stands beside a value. */
const SIGNS: Readonly<Record<GenericField['kind'], RegExp>> = {
  han: /[\p{Script=Han}·]/u,
  latin: /[\p{Script=Latin}'’\-.]/u,
  digits: /\d/,
  number: /[A-Z0-9]/i,
  date: /[\d年月日.\-/]/,
  text: /\S/,
};

export const isOfKind = (kind: GenericField['kind'], sign: string): boolean => SIGNS[kind].test(sign);

/** A value in its one form (dates as ISO dates); null where it is none of its kind or of another length. */
export function valueOfKind({ kind, length }: GenericField, text: string): string | null {
  const value = kind === 'date' ? dateOf(text) : kind === 'number' ? text.toUpperCase() : text;
  if (value === null || value === '') return null;
  const count = [...value].length;
  return length !== undefined && (count < length.least || count > length.most) ? null : value;
}

function dateOf(text: string): string | null {
  const [, year = '', month = '', day = ''] = /^(\d{4})[年.\-/]?(\d{1,2})[月.\-/]?(\d{1,2})日?$/.exec(text) ?? [];
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDate(iso) ? iso : null;
}

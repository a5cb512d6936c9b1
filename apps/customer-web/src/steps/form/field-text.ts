import type { FormFieldView, ShownValue } from '@guichet/workflow/views';

/** A written value that is none: digits are asked for and something else was typed. */
export const UNREADABLE = Symbol('unreadable');

const NUMBER = /^-?(\d+\.?\d*|\.\d+)$/;
const GROUPED = new Intl.NumberFormat('en', { maximumFractionDigits: 2, useGrouping: true });

/**
 * What stands in the box for a value; amounts are grouped, so that their zeros can be counted. It does not change when the field is entered: what was
 * selected to be typed over stays selected.
 */
export function textOf({ type }: Pick<FormFieldView, 'type'>, value: ShownValue): string {
  if (value === null || typeof value === 'boolean' || Array.isArray(value)) return '';
  if (type === 'amount' && typeof value === 'number') return GROUPED.format(value);
  return String(value);
}

/** The value that a text means. Chinese keyboards write digits full-width (`１２`): they are digits all the same (Unicode NFKC). */
export function valueOf({ type }: Pick<FormFieldView, 'type'>, text: string): ShownValue | typeof UNREADABLE {
  switch (type) {
    case 'number':
    case 'amount': {
      const digits = text.normalize('NFKC').replaceAll(/[\s,]/g, '');
      if (digits === '') return null;
      return NUMBER.test(digits) ? Number(digits) : UNREADABLE;
    }
    case 'phone':
      return text.normalize('NFKC').replaceAll(/[\s-]/g, '') || null;
    case 'id':
      return text.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase() || null;
    default:
      return text === '' ? null : text;
  }
}

import { assertNever } from '@guichet/protocol';
import type { FormFieldView, ShownValue } from '@guichet/workflow/views';

/** What was typed cannot be a value of the field yet. */
export const NOT_YET = Symbol('not yet a value');

/** The value that a text stands for; an empty one takes the value back. */
export function valueOfText(type: FormFieldView['type'], text: string): ShownValue | typeof NOT_YET {
  if (text.trim() === '') return null;
  switch (type) {
    case 'number':
    case 'amount': {
      const value = Number(text.replaceAll(/[,，\s]/g, ''));
      return Number.isFinite(value) ? value : NOT_YET;
    }
    case 'boolean':
      return text === 'true';
    case 'text':
    case 'date':
    case 'choice':
    case 'phone':
    case 'id':
      return text;
    case 'multi':
      return NOT_YET;
    default:
      return assertNever(type);
  }
}

/**
 * How a value stands in an input; amounts with separators and hundredths. The same when the input is entered: a text that changes at that moment
 * loses what was selected in it.
 */
export function textOfValue(type: FormFieldView['type'], value: ShownValue): string {
  if (value === null) return '';
  if (type === 'amount' && typeof value === 'number') {
    return new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
  }
  return String(value);
}

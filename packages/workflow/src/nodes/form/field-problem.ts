import { type LocalText, assertNever } from '@guichet/protocol';
import { isDate, isResidentId } from '../shared/resident-id.ts';
import { text } from '../shared/text.ts';
import type { FieldValue, FormField } from './field-config.ts';

/** Mobile numbers of the mainland, or any in the international form (ITU-T E.164: at most 15 digits). */
const PHONE = /^(1[3-9]\d{9}|\+[1-9]\d{6,14})$/;

export const isEmpty = (value: FieldValue) => value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Whether a field of this type could hold such a value at all: what isn't so was never typed by a person. */
export function hasShapeOf({ type }: FormField, value: FieldValue): boolean {
  if (value === null) return true;
  switch (type) {
    case 'number':
    case 'amount':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'multi':
      return Array.isArray(value);
    case 'text':
    case 'date':
    case 'choice':
    case 'phone':
    case 'id':
      return typeof value === 'string';
    default:
      return assertNever(type);
  }
}

/** What is wrong with a value, for its writer to read; null when nothing is. Emptiness is only wrong where the field is required. */
export function fieldProblem(field: FormField, value: FieldValue): LocalText | null {
  if (isEmpty(value)) return field.required ? text('请填写此项', 'Please fill this in') : null;
  if (!hasShapeOf(field, value)) return text('内容不正确', 'This does not fit here');
  switch (field.type) {
    case 'text':
      return lengthProblem(field, value as string);
    case 'number':
      return rangeProblem(field, value as number);
    case 'amount':
      return amountProblem(field, value as number);
    case 'date':
      return isDate(value as string) ? null : text('请填写存在的日期', 'Please give a date that exists');
    case 'phone':
      return PHONE.test((value as string).replaceAll(/[\s-]/g, ''))
        ? null
        : text('请填写正确的电话号码', 'Please give a right phone number');
    case 'id':
      return isResidentId(value as string)
        ? null
        : text('身份证号码不正确，请核对', 'This identity number is not right, please look again');
    case 'choice':
      return isOption(field, value as string) ? null : text('请从选项中选择', 'Please choose one of the options');
    case 'multi':
      return (value as string[]).every((key) => isOption(field, key)) ? null : text('请从选项中选择', 'Please choose from the options');
    case 'boolean':
      return null;
    default:
      return assertNever(field.type);
  }
}

const isOption = ({ options }: FormField, key: string) => options.some((option) => option.key === key);

function lengthProblem({ minLength, maxLength }: FormField, value: string): LocalText | null {
  const length = [...value.trim()].length;
  if (length < minLength) return text(`至少 ${minLength} 个字`, `At least ${minLength} characters`);
  if (length > maxLength) return text(`最多 ${maxLength} 个字`, `At most ${maxLength} characters`);
  return null;
}

function rangeProblem({ min, max }: FormField, value: number): LocalText | null {
  if (min !== null && value < min) return text(`不能小于 ${min}`, `Not less than ${min}`);
  if (max !== null && value > max) return text(`不能大于 ${max}`, `Not more than ${max}`);
  return null;
}

/** Money in whole hundredths. */
function amountProblem(field: FormField, value: number): LocalText | null {
  if (value <= 0) return text('请填写大于零的金额', 'Please give an amount above zero');
  if (Math.abs(value * 100 - Math.round(value * 100)) > 1e-6) return text('最多两位小数', 'At most two decimals');
  return rangeProblem(field, value);
}

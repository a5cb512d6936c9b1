import type { DocumentReading } from '@guichet/identity';

type ReadField = DocumentReading['fields'][number];

/** What readers call otherwise than flows do. */
const FLOW_NAMES: Readonly<Record<string, string>> = {
  residentNumber: 'idNumber',
  documentNumber: 'idNumber',
  expiryDate: 'validUntil',
  ethnicity: 'nationality',
};
/** As the reader writes that a card does not end, and as flows do. */
const FOR_GOOD = '长期';
const LONG_TERM = 'long_term';

/** The fields of a reading as flows know them. A passport's names come apart; flows write one. */
export function readFields(fields: readonly ReadField[]): ReadField[] {
  const named = fields.map((field) => ({
    ...field,
    name: FLOW_NAMES[field.name] ?? field.name,
    value: field.value === FOR_GOOD ? LONG_TERM : field.value,
  }));
  if (named.some(({ name }) => name === 'name')) return named;
  const [surname, given] = ['surname', 'givenNames'].map((name) => fields.find((field) => field.name === name));
  if (surname?.value == null) return named;
  const value = [surname.value, given?.value].filter((part) => part != null).join(' ');
  const confidence = Math.min(surname.confidence, given?.confidence ?? 1);
  return [{ ...surname, name: 'name', value, confidence }, ...named];
}

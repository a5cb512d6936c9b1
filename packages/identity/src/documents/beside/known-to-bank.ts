import type { DocumentCheck, DocumentReading } from '../reading.ts';
import { checked, notEvaluated } from '../shared/checks.ts';

/** What the bank said it knows of whom it expects, by the names of fields. What it does not know it leaves out. */
export type KnownToBank = Readonly<Record<string, string>>;

/** Spaces, case and the width of signs are no difference; nothing else is forgiven. */
const plain = (value: string): string =>
  value
    .normalize('NFKC')
    .replaceAll(/[\s·<]/g, '')
    .toUpperCase();

/** One check for each value that the bank knows: the same, another one, or not to be told. */
export function checkKnown({ fields }: DocumentReading, known: KnownToBank): DocumentCheck[] {
  return Object.entries(known).map(([name, expected]) => {
    const read = fields.find((field) => field.name === name)?.value ?? null;
    if (read === null) return notEvaluated(`bank_${name}`);
    return plain(read) === plain(expected) ? checked(`bank_${name}`, 'pass') : checked(`bank_${name}`, 'fail', 'differs');
  });
}

import type { CheckHint, CheckedField } from '../shared/check-result.ts';
import { ageAt, birthDateOf, isDate, isResidentId } from '../shared/resident-id.ts';
import { type DocumentField, type DocumentType, LONG_TERM } from './documents.ts';

export type WrittenFields = Readonly<Partial<Record<DocumentField, string>>>;

/** What is wrong with what was written down, in English for the reply; null when nothing is. Dates are judged at the moment, by UTC. */
export function fieldProblem(
  written: WrittenFields,
  required: readonly DocumentField[],
  documentType: DocumentType,
  nowMs: number,
): string | null {
  const missing = required.filter((name) => written[name] === undefined);
  if (missing.length > 0) return `Missing: ${missing.join(', ')}`;
  const { idNumber, birthDate, validFrom, validUntil } = written;
  if (birthDate !== undefined && ageAt(birthDate, nowMs) === null) return 'birthDate is no date in the past';
  if (validFrom !== undefined && !isDate(validFrom)) return 'validFrom is no date';
  if (validUntil !== undefined && validUntil !== LONG_TERM) {
    if (!isDate(validUntil)) return 'validUntil is no date';
    if (validUntil < new Date(nowMs).toISOString().slice(0, 10)) return 'The document is out of date';
  }
  if (documentType !== 'cn_resident_id' || idNumber === undefined) return null;
  if (!isResidentId(idNumber)) return 'idNumber has a wrong check character';
  if (birthDate !== undefined && birthDateOf(idNumber) !== birthDate) return 'birthDate is not that of the number';
  return null;
}

/** What was written, with what an engine had read in its place and who changed it. */
export function checkedFields(written: WrittenFields, hint: CheckHint | null): CheckedField[] {
  return Object.entries(written).map(([name, value]) => {
    const read = hint?.fields.find((field) => field.name === name);
    const isAsRead = read !== undefined && read.value === value;
    return {
      name,
      value,
      confidence: isAsRead ? read.confidence : null,
      box: read?.box ?? null,
      engine: isAsRead ? read.engine : null,
      engineVersion: isAsRead ? read.engineVersion : null,
      correctedBy: read !== undefined && !isAsRead ? 'agent' : null,
      personal: true,
    };
  });
}

import type { CheckContext, DocumentType, FieldFound } from './document-type.ts';
import type { Advice, DocumentCheck, ReadingOutcome } from './reading.ts';

export interface Judgement {
  readonly outcome: ReadingOutcome;
  readonly advice: readonly Advice[];
  readonly checks: readonly DocumentCheck[];
}

/** With fewer than this share of its required fields a picture is of no use: another one is quicker than a person. */
const LEAST_READ = 0.5;

/**
 * What comes of fields that were read. Accepted only where every required field is sure enough, no check failed and those that must be made were
 * made; whatever else can be read is for a person, and what cannot is refused with what to do about it.
 */
export function judge(type: DocumentType, fields: readonly FieldFound[], seen: readonly Advice[], context: CheckContext): Judgement {
  const checks = type.check(fields, context);
  if (seen.length > 0) return { outcome: 'refused', advice: seen, checks };
  const required = Object.entries(type.required).map(([name, least]) => ({ least, field: fields.find((field) => field.name === name) }));
  const read = required.filter(({ field }) => field?.value != null);
  if (read.length < LEAST_READ * required.length) return { outcome: 'refused', advice: ['unreadable'], checks };
  const sure = required.every(({ least, field }) => field?.value != null && field.confidence >= least);
  const inOrder = checks.every(({ result }) => result !== 'fail') && type.mustPass.every((name) => isMade(checks, name));
  return { outcome: sure && inOrder ? 'accepted' : 'needs_person', advice: [], checks };
}

/** Made, and passed or worth a remark. */
function isMade(checks: readonly DocumentCheck[], name: string): boolean {
  const result = checks.find((check) => check.name === name)?.result;
  return result === 'pass' || result === 'warn';
}

import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { type EvaluatorKind, evaluators } from '../evaluators/all.ts';
import { Channel, RecordingFacts } from '../facts.ts';
import { RuleOutcome, Severity } from '../rule-result.ts';

/** Version of the saved format; `migrate.ts` lifts older ones, newer ones are refused. */
export const PACK_FORMAT_VERSION = 1;

const PackId = z.string().regex(/^[a-z][a-z0-9-]{1,63}$/);
const RuleId = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{1,63}$/);

/** Where a rule comes from. `own`: the institution chose it, and thresholds that nobody prescribes. */
export const RuleSource = z.enum(['law', 'regulator', 'industry', 'own']);

/** How the text was seen: itself, in somebody else's account of it, from memory, in accounts that differ; `own` has none. */
export const Seen = z.enum(['source', 'secondary', 'memory', 'conflicting', 'own']);

/** Null: whatever it is. A fact that is unknown leaves open whether the rule applies, which is said in its result. */
export const AppliesTo = z.strictObject({
  channel: z.array(Channel).min(1).nullable(),
  product: z.array(z.string().max(64)).min(1).nullable(),
  customer: z
    .strictObject({ ageFrom: z.number().int().positive().optional(), ageBelow: z.number().int().positive().optional() })
    .nullable(),
  /** Only where the business was concluded. */
  sale: z.literal(true).nullable(),
});
export type AppliesTo = z.infer<typeof AppliesTo>;

/** Facts in short form: what differs from those of a recording that is as it should be. */
const Example = z.strictObject({ facts: RecordingFacts.omit({ format: true }).partial().strict(), expect: RuleOutcome });

const RuleBase = z.strictObject({
  id: RuleId,
  title: LocalText,
  citation: z.strictObject({ ref: z.string().min(1).max(64), text: LocalText, seen: Seen }),
  source: RuleSource,
  /** Somebody held it against its text. What nobody did ships switched off. */
  checked: z.boolean(),
  on: z.boolean(),
  appliesTo: AppliesTo,
  severity: Severity,
  /** First and last day it is in force, by the pack's time zone; null: not known, or without an end. */
  effectiveFrom: z.iso.date().nullable(),
  effectiveUntil: z.iso.date().nullable(),
  /** Facts under which it says yes, and facts under which it does not; both are run as tests. */
  examples: z.strictObject({ good: Example, bad: Example }),
});

const variants = (Object.keys(evaluators) as EvaluatorKind[]).map((kind) =>
  RuleBase.extend({ evaluator: z.literal(kind), parameters: evaluators[kind].parameters.strict() }),
);

export type Rule = z.infer<typeof RuleBase> & { readonly evaluator: EvaluatorKind; readonly parameters: Readonly<Record<string, unknown>> };

export const Rule = z
  .discriminatedUnion('evaluator', variants as [(typeof variants)[number], ...typeof variants])
  .refine(({ on, checked }) => checked || !on, { message: 'a rule that nobody checked ships switched off', path: ['on'] })
  .refine(({ checked, citation: { seen } }) => !checked || !['memory', 'conflicting'].includes(seen), {
    message: 'what was not seen cannot have been checked',
    path: ['checked'],
  })
  .refine(({ source, citation: { seen } }) => (source === 'own') === (seen === 'own'), {
    message: 'own rules have no text of others, and others’ rules have one',
    path: ['source'],
  })
  .refine(({ examples: { bad } }) => bad.expect !== 'pass', { message: 'a bad example does not pass', path: ['examples', 'bad'] });

export const RulePack = z.strictObject({
  formatVersion: z.literal(PACK_FORMAT_VERSION),
  id: PackId,
  version: z.number().int().positive(),
  title: LocalText,
  summary: LocalText,
  /** Whose days the dates of its rules are (IANA time zone). */
  timeZone: z.string().max(64),
  rules: z
    .array(Rule)
    .min(1)
    .max(200)
    .refine((rules) => new Set(rules.map(({ id }) => id)).size === rules.length, 'every rule has an id of its own'),
});
export type RulePack = Omit<z.infer<typeof RulePack>, 'rules'> & { readonly rules: readonly Rule[] };

/** The published JSON schema (draft 2020-12) of the saved format. */
export function packJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(RulePack, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' });
  return { ...schema, $id: `urn:guichet:rule-pack:${PACK_FORMAT_VERSION}`, title: 'Guichet rule pack' };
}

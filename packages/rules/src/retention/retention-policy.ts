import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { Channel, RetentionStart } from '../facts.ts';
import { RuleSource, Seen } from '../pack/rule-pack.ts';

/** Version of the saved format. */
export const RETENTION_FORMAT_VERSION = 1;

const PolicyId = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{1,63}$/);

/** So many calendar months from a day; all periods of a policy have to be over. */
export const RetentionPeriod = z.strictObject({
  from: RetentionStart,
  months: z
    .number()
    .int()
    .positive()
    .max(12 * 100),
});
export type RetentionPeriod = z.infer<typeof RetentionPeriod>;

/** How long recordings are kept at least, and who says so. */
export const RetentionPolicy = z
  .strictObject({
    id: PolicyId,
    version: z.number().int().positive(),
    /** The rule pack that it belongs to. */
    pack: z.string().regex(/^[a-z][a-z0-9-]{1,63}$/),
    title: LocalText,
    citation: z.strictObject({ ref: z.string().min(1).max(64), text: LocalText, seen: Seen }),
    source: RuleSource,
    /** Somebody held it against its text. What nobody did ships switched off, and says so wherever it is shown. */
    checked: z.boolean(),
    /** Applies by itself where `appliesTo` fits; any other one applies where a bank gives it to a service. */
    on: z.boolean(),
    /** Null: whatever it is. */
    appliesTo: z.strictObject({
      channel: z.array(Channel).min(1).nullable(),
      product: z.array(z.string().max(64)).min(1).nullable(),
    }),
    periods: z.array(RetentionPeriod).min(1).max(4),
  })
  .refine(({ on, checked }) => checked || !on, { message: 'a policy that nobody checked ships switched off', path: ['on'] })
  .refine(({ checked, citation: { seen } }) => !checked || !['memory', 'conflicting'].includes(seen), {
    message: 'what was not seen cannot have been checked',
    path: ['checked'],
  })
  .refine(({ source, citation: { seen } }) => (source === 'own') === (seen === 'own'), {
    message: 'own policies have no text of others, and others’ policies have one',
    path: ['source'],
  });
export type RetentionPolicy = z.infer<typeof RetentionPolicy>;

export const RetentionPolicyFile = z.strictObject({
  formatVersion: z.literal(RETENTION_FORMAT_VERSION),
  policies: z
    .array(RetentionPolicy)
    .min(1)
    .max(200)
    .refine((policies) => new Set(policies.map(({ id }) => id)).size === policies.length, 'every policy has an id of its own'),
});

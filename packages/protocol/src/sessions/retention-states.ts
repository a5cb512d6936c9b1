import { z } from 'zod';

/** The days that only the bank's system knows. */
export const RetentionEnd = z.enum(['product_end', 'contract_end']);
export type RetentionEnd = z.infer<typeof RetentionEnd>;

/** What a bank calls one of its disputes. No name of a person. */
export const DisputeReference = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/);

/** `due`: kept long enough, and next to be deleted. `deleted` is final. */
export const RetentionState = z.enum(['kept', 'due', 'deleting', 'deleted']);
export type RetentionState = z.infer<typeof RetentionState>;

export const HoldState = z.enum(['standing', 'release_requested', 'released']);
export type HoldState = z.infer<typeof HoldState>;

export const DamageOfObject = z.enum(['missing', 'shorter', 'longer', 'changed']);
export type DamageOfObject = z.infer<typeof DamageOfObject>;

export const KeyDestructionState = z.enum(['requested', 'done', 'cancelled']);
export type KeyDestructionState = z.infer<typeof KeyDestructionState>;

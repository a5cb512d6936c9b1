import { CheckEngine, LocalText } from '@guichet/protocol';
import { z } from 'zod';

/** `not_evaluated` is a result of its own: a rule that could not be looked at never passes. */
export const RuleOutcome = z.enum(['pass', 'fail', 'warn', 'not_evaluated']);
export type RuleOutcome = z.infer<typeof RuleOutcome>;

export const Severity = z.enum(['critical', 'major', 'minor']);
export type Severity = z.infer<typeof Severity>;

/** A moment that proves a result, in milliseconds from the recording's start. */
export const RuleMoment = z.object({
  atMs: z.number().int().nonnegative(),
  untilMs: z.number().int().nonnegative().optional(),
  eventSeq: z.number().int().positive().optional(),
  label: LocalText,
  /** Whose picture or sound shows it. */
  trackId: z.string().max(64).optional(),
  /** Who found it, and how sure of it; without one it stands in the log. */
  engine: CheckEngine.optional(),
  confidence: z.number().min(0).max(1).optional(),
});
export type RuleMoment = z.infer<typeof RuleMoment>;

export const RuleResult = z.object({
  ruleId: z.string(),
  packId: z.string(),
  packVersion: z.number().int().positive(),
  severity: Severity,
  result: RuleOutcome,
  reason: LocalText,
  moments: z.array(RuleMoment),
});
export type RuleResult = z.infer<typeof RuleResult>;

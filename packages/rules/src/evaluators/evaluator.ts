import type { LocalText } from '@guichet/protocol';
import type { z } from 'zod';
import type { FactName, Placed, RecordingFacts } from '../facts.ts';
import type { RuleMoment, RuleOutcome } from '../rule-result.ts';

/** What an evaluator found out. */
export interface Evaluation {
  readonly result: RuleOutcome;
  readonly reason: LocalText;
  readonly moments: readonly RuleMoment[];
}

/** Facts of which the named ones are known. */
export type Known<Names extends FactName> = RecordingFacts & { readonly [Name in Names]: NonNullable<RecordingFacts[Name]> };

/**
 * One way of looking at facts. It is asked only when every fact that it needs is known; for what is unknown inside of one (a seal that nobody
 * checked) it answers `not_evaluated` itself.
 */
export interface Evaluator<Parameters extends z.ZodObject, Names extends FactName> {
  readonly parameters: Parameters;
  /** By the parameters: which facts have to be known. */
  readonly needs: (parameters: z.infer<Parameters>) => readonly Names[];
  readonly evaluate: (facts: Known<Names>, parameters: z.infer<Parameters>) => Evaluation;
}

/** Keeps the types of the parts together. */
export const defineEvaluator = <Parameters extends z.ZodObject, const Names extends FactName>(
  evaluator: Evaluator<Parameters, Names>,
): Evaluator<Parameters, Names> => evaluator;

export const text = (chinese: string, english: string): LocalText => ({ 'zh-CN': chinese, en: english });

export const found = (result: RuleOutcome, reason: LocalText, moments: readonly RuleMoment[] = []): Evaluation => ({
  result,
  reason,
  moments,
});

/** A moment of the recording; what came before its start is shown at its start. */
export function moment({ atMs, eventSeq }: Placed, label: LocalText, untilMs?: number | null): RuleMoment {
  return {
    atMs: Math.max(0, atMs),
    ...(untilMs == null ? {} : { untilMs: Math.max(0, untilMs) }),
    ...(eventSeq === null ? {} : { eventSeq }),
    label,
  };
}

/** Of two events of one log the numbers say which came first; their clocks only where one has none. */
export function isBefore(one: Placed, other: Placed): boolean {
  if (one.eventSeq !== null && other.eventSeq !== null) return one.eventSeq < other.eventSeq;
  return one.atMs <= other.atMs;
}

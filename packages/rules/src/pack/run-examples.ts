import { evaluateRule } from '../evaluate-pack.ts';
import { completeFacts } from '../examples/complete-facts.ts';
import { RecordingFacts } from '../facts.ts';
import type { RuleOutcome } from '../rule-result.ts';
import type { RulePack } from './rule-pack.ts';

export interface ExampleRun {
  readonly ruleId: string;
  readonly example: 'good' | 'bad';
  readonly expected: RuleOutcome;
  /** Null: the rule does not apply to the example's facts. */
  readonly got: RuleOutcome | null;
}

/** Runs the good and the bad example of every rule, of those that are switched off as well. */
export function runExamples(pack: RulePack): readonly ExampleRun[] {
  return pack.rules.flatMap((rule) =>
    (['good', 'bad'] as const).map((example): ExampleRun => {
      const { facts, expect } = rule.examples[example];
      const result = evaluateRule(pack, { ...rule, on: true }, RecordingFacts.parse({ ...completeFacts(), ...facts }));
      return { ruleId: rule.id, example, expected: expect, got: result?.result ?? null };
    }),
  );
}

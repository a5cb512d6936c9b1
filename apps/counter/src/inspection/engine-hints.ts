import type { CheckFact } from '@guichet/rules';
import type { KeptVerification } from '../identity/identity-checks.ts';

type Hints = ReadonlyMap<CheckFact['check'], readonly CheckFact['hint'][]>;

/** What engines said before a person decided, of each check in the order of the decisions; null where none was asked, or what it said was erased. */
export function engineHints(verifications: readonly KeptVerification[]): Hints {
  const hints = new Map<CheckFact['check'], CheckFact['hint'][]>();
  for (const { row, kept } of verifications) {
    // What was left undecided stands in the log as no decision.
    if (row.decision === 'not_evaluated') continue;
    const check = row.check as CheckFact['check'];
    hints.set(check, [...(hints.get(check) ?? []), hintOf(kept)]);
  }
  return hints;
}

function hintOf(kept: KeptVerification['kept']): CheckFact['hint'] {
  if (kept === null || kept.result.hint === null) return null;
  const { engine: name, engineVersion: version, decision, confidence } = kept.result.hint;
  return { engine: { name, version }, decision, confidence };
}

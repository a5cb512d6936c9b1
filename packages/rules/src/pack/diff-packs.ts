import type { Rule, RulePack } from './rule-pack.ts';

export interface ChangedRule {
  readonly ruleId: string;
  /** Members of the rule that are not the same: `parameters`, `on`, `citation` … */
  readonly members: readonly (keyof Rule)[];
}

/** What one version of a pack asks otherwise than another. */
export interface PackDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly ChangedRule[];
}

/** What became of the rules of a pack, by their ids. Pure; the order in which they stand says nothing. */
export function diffPacks(before: RulePack, after: RulePack): PackDiff {
  const earlier = new Map(before.rules.map((rule) => [rule.id, rule]));
  const later = new Set(after.rules.map(({ id }) => id));
  return {
    added: after.rules.filter(({ id }) => !earlier.has(id)).map(({ id }) => id),
    removed: before.rules.filter(({ id }) => !later.has(id)).map(({ id }) => id),
    changed: after.rules.flatMap((rule) => {
      const old = earlier.get(rule.id);
      const members = old === undefined ? [] : changedMembers(old, rule);
      return members.length === 0 ? [] : [{ ruleId: rule.id, members }];
    }),
  };
}

/** Both were read by the same schema, so that their members stand in the same order. */
function changedMembers(old: Rule, rule: Rule): (keyof Rule)[] {
  const members = new Set([...Object.keys(old), ...Object.keys(rule)]) as Set<keyof Rule>;
  return [...members].filter((member) => JSON.stringify(old[member]) !== JSON.stringify(rule[member]));
}

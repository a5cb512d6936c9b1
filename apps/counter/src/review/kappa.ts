/** How far pairs of decisions agree. */
export interface Agreement {
  readonly pairs: number;
  readonly same: number;
  /** Null: there are no pairs, or chance alone would make all of them agree. */
  readonly kappa: number | null;
}

/**
 * Cohen's kappa, (p_o - p_e) / (1 - p_e): the agreement that is beyond chance. J. Cohen, "A coefficient of agreement for nominal scales", Educational and
 * Psychological Measurement 20 (1960), 37–46. Who is first and who second of a pair is kept, as chance is counted from each one's own habits.
 */
export function agreement(pairs: readonly (readonly [string, string])[]): Agreement {
  const same = pairs.filter(([one, other]) => one === other).length;
  if (pairs.length === 0) return { pairs: 0, same: 0, kappa: null };
  const kinds = new Set(pairs.flat());
  const share = (index: 0 | 1, kind: string) => pairs.filter((pair) => pair[index] === kind).length / pairs.length;
  const byChance = [...kinds].reduce((sum, kind) => sum + share(0, kind) * share(1, kind), 0);
  const observed = same / pairs.length;
  return { pairs: pairs.length, same, kappa: byChance === 1 ? null : (observed - byChance) / (1 - byChance) };
}

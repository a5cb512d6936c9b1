import type { NodeContext } from '../node-type.ts';
import { saltedSeed, seededOrder } from '../shared/seeded.ts';
import type { LivenessConfig } from './manifest.ts';

const DIGITS = 4;
/** How often somebody of whom nothing was heard is asked by itself; then it is for the agent. */
export const MOST_LISTENS = 3;

/** Four of the ten digits, by the run's seed: nobody can have them ready, and each time that they are asked for they are others. */
export function digitsOf(
  { seed, visit }: NodeContext<LivenessConfig>,
  { round, listens = 1 }: { readonly round: number; readonly listens?: number },
): string {
  const salt = listens === 1 ? `digits ${round}` : `digits ${round}.${listens}`;
  return seededOrder(10, saltedSeed(seed, visit, salt))
    .slice(0, DIGITS)
    .join('');
}

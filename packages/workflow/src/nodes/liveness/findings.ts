import type { CheckHint } from '../shared/check-result.ts';
import type { LivenessData } from './behaviour.ts';
import type { Challenge } from './challenges.ts';

/** Names the challenge and its picture among those of all rounds. */
export const whatOf = (round: number, challenge: Challenge): string => `${round}.${challenge}`;

/** All of this round in one: it passed where each did. Null where no engine judged any. */
export function wholeHint({ order, round, hints }: LivenessData): CheckHint | null {
  const each = order.flatMap((challenge) => hints[whatOf(round, challenge)] ?? []);
  const [first] = each;
  if (first === undefined) return null;
  const failed = each.find(({ decision }) => decision === 'fail');
  const passed = each.length === order.length && each.every(({ decision }) => decision === 'pass');
  const sure = each.flatMap(({ confidence }) => confidence ?? []);
  return {
    engine: first.engine,
    engineVersion: first.engineVersion,
    decision: failed !== undefined ? 'fail' : passed ? 'pass' : 'not_evaluated',
    confidence: sure.length === 0 ? null : Math.min(...sure),
    reason: (failed ?? each.find(({ decision }) => decision !== 'pass') ?? first).reason,
    fields: each.flatMap(({ fields }) => fields),
  };
}

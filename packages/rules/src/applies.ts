import type { RecordingFacts } from './facts.ts';
import type { AppliesTo } from './pack/rule-pack.ts';

/** What leaves open whether a rule applies. */
export type Unknown = 'channel' | 'product' | 'customer' | 'sale';

/** Whether a rule is about this recording: yes, no, or which facts it would take to tell. */
export function appliesTo(facts: RecordingFacts, { channel, product, customer, sale }: AppliesTo): boolean | readonly Unknown[] {
  const answers: readonly (readonly [Unknown, boolean | null])[] = [
    ['channel', channel === null ? true : facts.channel === null ? null : channel.includes(facts.channel)],
    ['product', product === null ? true : facts.product === null ? null : product.includes(facts.product)],
    ['customer', customer === null ? true : ofAge(facts.customer, customer)],
    ['sale', sale === null ? true : facts.sale],
  ];
  if (answers.some(([, answer]) => answer === false)) return false;
  const open = answers.filter(([, answer]) => answer === null).map(([name]) => name);
  return open.length === 0 ? true : open;
}

/** An age is known as a range `[from, below)`; where the range lies on both sides of a limit nobody can tell. */
function ofAge(known: RecordingFacts['customer'], asked: NonNullable<AppliesTo['customer']>): boolean | null {
  const [from, below] = [known?.ageFrom ?? 0, known?.ageBelow ?? Infinity];
  const oldEnough = asked.ageFrom === undefined || from >= asked.ageFrom ? true : below <= asked.ageFrom ? false : null;
  const youngEnough = asked.ageBelow === undefined || below <= asked.ageBelow ? true : from >= asked.ageBelow ? false : null;
  if (oldEnough === false || youngEnough === false) return false;
  return oldEnough === null || youngEnough === null ? null : true;
}

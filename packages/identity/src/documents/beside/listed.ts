import type { DocumentCheck } from '../reading.ts';
import { checked, notEvaluated } from '../shared/checks.ts';

/** Where else a document was shown. Whoever keeps it knows documents by keyed hashes alone; of those hashes nothing comes here. */
export interface ShownElsewhere {
  /** Other sessions in which it was shown, within the days that count. */
  readonly sessions: number;
  /** In one of them a person wrote another name beside the same number. */
  readonly otherName: boolean;
  /** In one of them the bank had named another customer. */
  readonly otherCustomer: boolean;
}

/**
 * Whether somebody shows a document that others show as well. Null: it could not be looked up.
 * @param most sessions that one document may be shown in, this one included; null: any number
 */
export function checkDuplicate(elsewhere: ShownElsewhere | null, most: number | null): DocumentCheck {
  if (elsewhere === null) return notEvaluated('duplicate', 'not_looked_up');
  const { sessions, otherName, otherCustomer } = elsewhere;
  if (otherName) return checked('duplicate', 'fail', 'other_name');
  if (otherCustomer) return checked('duplicate', 'fail', 'held_by_another');
  if (most !== null && sessions + 1 > most) return checked('duplicate', 'fail', 'too_often');
  return checked('duplicate', 'pass', sessions === 0 ? 'new' : 'shown_before');
}

/** Why a bank does not take a document that is otherwise in order. */
export const BLOCK_REASONS = ['lost', 'stolen', 'withdrawn', 'fraud', 'other'] as const;
export type BlockReason = (typeof BLOCK_REASONS)[number];

/** Whether the bank takes the document. `listed` null: it is not on the list; undefined: it could not be looked up. */
export function checkBlocked(listed: BlockReason | null | undefined): DocumentCheck {
  if (listed === undefined) return notEvaluated('block_list', 'not_looked_up');
  return listed === null ? checked('block_list', 'pass') : checked('block_list', 'fail', listed);
}

import type { DocumentCheck } from '../reading.ts';
import { checked, notEvaluated } from '../shared/checks.ts';

/**
 * What a bank has noted of documents, by keyed hashes of their numbers (`HMAC-SHA-256`, key kept by the counter): neither list can be read, and whoever
 * has one without the key learns nothing from it.
 */
export interface DocumentLists {
  /** Whoever holds a document of that hash, by the bank's own name for a customer. */
  readonly holders: ReadonlyMap<string, string>;
  /** Documents that are not to be taken: lost, stolen, withdrawn. */
  readonly blocked: ReadonlySet<string>;
}

/** @param hash of the document's number; null where no number was read @param customer whom the session is with, by the bank's name */
export function checkListed(hash: string | null, customer: string | null, { holders, blocked }: DocumentLists): DocumentCheck[] {
  if (hash === null) return [notEvaluated('duplicate'), notEvaluated('block_list')];
  const holder = holders.get(hash);
  const another = holder !== undefined && holder !== customer;
  return [
    another ? checked('duplicate', 'fail', 'held_by_another') : checked('duplicate', 'pass', holder === undefined ? 'new' : 'same_holder'),
    blocked.has(hash) ? checked('block_list', 'fail', 'blocked') : checked('block_list', 'pass'),
  ];
}

import type { DrawnType, Level } from '@guichet/identity/testing';
import { type Cell, HIDING_LEVELS, READABLE_LEVELS } from './accuracy-cells.ts';
import { atMostShare } from './clopper-pearson.ts';

/** What is claimed: at most this share of the documents of one kind at one level is accepted and wrong, with 95 % certainty. */
export const MOST_ACCEPTED_WRONG = 0.002;
/** Every cell is looked at a little before any is filled: a mistake of the reader shows early, and makes all figures begin anew. */
export const LOOKED_AT = 100;

/** A bound is claimed of no fewer documents than these, though three less would do for it. */
export const LEAST_DOCUMENTS = 1_500;

export const isShown = ({ acceptedWrong, documents }: Pick<Cell, 'acceptedWrong' | 'documents'>): boolean =>
  documents >= LEAST_DOCUMENTS && atMostShare(acceptedWrong, documents) <= MOST_ACCEPTED_WRONG;

export interface CellName {
  readonly type: DrawnType;
  readonly level: Level;
}

/** A cell with the documents that are on their way to it. */
export interface CellState extends CellName {
  readonly documents: number;
  readonly acceptedWrong: number;
}

/**
 * Where the next document is needed most: first where hardly any was read; then, one cell after the other, where the bound is not shown yet: levels at which
 * mistakes are likeliest, as one begins everything anew, then those that have to be read, and the cell that lacks least before those that lack more. Null when
 * there is nothing left to be shown.
 */
export function lackingCell(cells: readonly CellState[]): CellName | null {
  const open = cells.filter((cell) => !isShown(cell));
  const begun = open.filter(({ documents }) => documents < LOOKED_AT);
  const [next] =
    begun.length > 0
      ? begun.toSorted((a, b) => a.documents - b.documents)
      : open.toSorted((a, b) => turnOf(a) - turnOf(b) || b.documents - a.documents);
  return next === undefined ? null : { type: next.type, level: next.level };
}

const turnOf = ({ level }: CellName): number => (HIDING_LEVELS.includes(level) ? 0 : READABLE_LEVELS.includes(level) ? 1 : 2);

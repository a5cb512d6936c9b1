import { z } from 'zod';
import type { DocumentResult } from './read-generated.ts';

/** Levels at which a document has to be read; at the others it has to be refused, or read without a mistake. */
export const READABLE_LEVELS: readonly string[] = ['mild-720p', 'mild-1080p', 'tilted-720p', 'tilted-1080p'];

/** Levels at which something lies over a document of which the rest is read well: a fault of the reader shows here first. */
export const HIDING_LEVELS: readonly string[] = ['glare', 'covered', 'held-1080p'];

const count = z.int().min(0);

/** One kind at one level: what came of its documents. */
export const Cell = z.object({
  type: z.string(),
  level: z.string(),
  documents: count,
  accepted: count,
  needsPerson: count,
  refused: count,
  acceptedWrong: count,
  allRight: count,
  /** How many documents each field was right on. */
  right: z.record(z.string(), count),
  /** How often each advice was given. */
  advice: z.record(z.string(), count),
});
export type Cell = z.infer<typeof Cell>;

export const emptyCell = (type: string, level: string): Cell => ({
  type,
  level,
  documents: 0,
  accepted: 0,
  needsPerson: 0,
  refused: 0,
  acceptedWrong: 0,
  allRight: 0,
  right: {},
  advice: {},
});

export const isAllRight = ({ fields }: Pick<DocumentResult, 'fields'>): boolean => Object.values(fields).every((each) => each === 'right');
export const isAcceptedWrong = (result: Pick<DocumentResult, 'fields' | 'outcome'>): boolean =>
  result.outcome === 'accepted' && !isAllRight(result);

/** The cell with one document more. */
export function counted(cell: Cell, result: DocumentResult): Cell {
  const { outcome, fields, advice } = result;
  const right = Object.keys(fields).filter((name) => fields[name] === 'right');
  return {
    ...cell,
    documents: cell.documents + 1,
    accepted: cell.accepted + Number(outcome === 'accepted'),
    needsPerson: cell.needsPerson + Number(outcome === 'needs_person'),
    refused: cell.refused + Number(outcome === 'refused'),
    acceptedWrong: cell.acceptedWrong + Number(isAcceptedWrong(result)),
    allRight: cell.allRight + Number(isAllRight(result)),
    right: oneMore(cell.right, right),
    advice: oneMore(cell.advice, advice),
  };
}

function oneMore(counts: Readonly<Record<string, number>>, words: readonly string[]): Record<string, number> {
  const more: Record<string, number> = { ...counts };
  for (const word of words) more[word] = (more[word] ?? 0) + 1;
  return more;
}

/** Cells of documents, in the order in which they are first met. */
export function cellsOf(results: readonly DocumentResult[]): Cell[] {
  const groups = Map.groupBy(results, ({ type, level }) => `${type} ${level}`);
  return [...groups.values()].map((group) => group.reduce(counted, emptyCell(group[0]?.type ?? '', group[0]?.level ?? '')));
}

export const sumOf = (cells: readonly Cell[], what: (cell: Cell) => number): number => cells.reduce((sum, cell) => sum + what(cell), 0);

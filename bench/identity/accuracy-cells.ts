import type { DocumentResult } from './read-generated.ts';

/** Levels at which a document has to be read; at the others it has to be refused, or read without a mistake. */
export const READABLE_LEVELS: readonly string[] = ['mild-720p', 'mild-1080p', 'tilted-720p', 'tilted-1080p'];

/** One kind at one level. */
export interface Cell {
  readonly type: string;
  readonly level: string;
  readonly documents: number;
  readonly accepted: number;
  readonly needsPerson: number;
  readonly refused: number;
  readonly acceptedWrong: number;
  readonly allRight: number;
  /** How many documents each field was right on. */
  readonly right: Readonly<Record<string, number>>;
  /** How often each advice was given. */
  readonly advice: Readonly<Record<string, number>>;
}

export function cellsOf(results: readonly DocumentResult[]): Cell[] {
  const groups = Map.groupBy(results, ({ type, level }) => `${type} ${level}`);
  return [...groups.values()].map((group) => {
    const [{ type, level } = { type: '', level: '' }] = group;
    const count = (holds: (result: DocumentResult) => boolean) => group.filter(holds).length;
    const allRight = ({ fields }: DocumentResult) => Object.values(fields).every((each) => each === 'right');
    return {
      type,
      level,
      documents: group.length,
      accepted: count(({ outcome }) => outcome === 'accepted'),
      needsPerson: count(({ outcome }) => outcome === 'needs_person'),
      refused: count(({ outcome }) => outcome === 'refused'),
      acceptedWrong: count((result) => result.outcome === 'accepted' && !allRight(result)),
      allRight: count(allRight),
      right: tally(group.flatMap(({ fields }) => Object.keys(fields).filter((name) => fields[name] === 'right'))),
      advice: tally(group.flatMap(({ advice }) => advice)),
    };
  });
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

export function shareOf<T>(values: readonly T[], holds: (value: T) => boolean): number {
  return values.length === 0 ? 0 : values.filter(holds).length / values.length;
}

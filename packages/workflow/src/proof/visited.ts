import { noTrail, type Trail, withTrail } from './trail.ts';

/** More histories than this are not told apart: together they count as one in which everything was visited. */
export const MOST_HISTORIES = 32;

/** Which nodes of a loop were visited, a bit for each; and a way on which they were. */
export interface Visits {
  readonly visited: number;
  readonly trail: Trail;
}

export const nothingVisited: Visits = { visited: 0, trail: noTrail };
export const EVERYTHING = (1 << 30) - 1;

export const includesAll = (visited: number, others: number): boolean => (visited & others) === others;

/**
 * Adds one to a list in which nothing is worse in both ways: who visited more may go wherever who visited less may, so that of these only the
 * shorter way is kept.
 */
export function keepVisits(list: Visits[], { visited, trail }: Visits): void {
  const added = list.length < MOST_HISTORIES ? visited : EVERYTHING;
  if (list.some((other) => includesAll(other.visited, added) && other.trail.length <= trail.length)) return;
  const rest = list.filter((other) => !includesAll(added, other.visited) || other.trail.length < trail.length);
  list.splice(0, list.length, ...rest, { visited: added, trail });
}

/** One of each list, one behind the other, in every combination. */
export const combined = (lists: readonly (readonly Visits[])[]): readonly Visits[] =>
  lists.reduce<Visits[]>(
    (before, list) => {
      const longer: Visits[] = [];
      for (const one of before)
        for (const other of list) keepVisits(longer, { visited: one.visited | other.visited, trail: withTrail(one.trail, other.trail) });
      return longer;
    },
    [nothingVisited],
  );

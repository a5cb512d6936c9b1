import type { Place } from './control-flow.ts';
import type { Standing } from './monitor.ts';
import type { Past } from './past.ts';
import { EVERYTHING, includesAll, MOST_HISTORIES } from './visited.ts';

interface Known {
  readonly standing: Standing;
  readonly visited: number;
}

/** With what every place was entered so far. */
export class Histories {
  readonly #known = new Map<Place, Map<Past, Known[]>>();
  readonly #visited = new Map<Place, Set<number>>();

  /**
   * What counts as visited of the loop around a place that is entered; null where nothing comes of it that has not come of an earlier way
   * there, with a standing that was no better and nothing visited less.
   */
  take(place: Place, { standing, visited, past }: Known & { readonly past: Past }): number | null {
    const told = this.#toldApart(place, visited);
    const byPast = this.#known.get(place) ?? new Map<Past, Known[]>();
    this.#known.set(place, byPast);
    const known = byPast.get(past) ?? [];
    byPast.set(past, known);
    if (known.some((earlier) => earlier.standing >= standing && includesAll(earlier.visited, told))) return null;
    known.push({ standing, visited: told });
    return told;
  }

  #toldApart(place: Place, visited: number): number {
    const different = this.#visited.get(place) ?? new Set();
    this.#visited.set(place, different);
    const told = different.has(visited) || different.size < MOST_HISTORIES ? visited : EVERYTHING;
    different.add(told);
    return told;
  }
}

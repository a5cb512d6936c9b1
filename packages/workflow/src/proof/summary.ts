import { Standing } from './monitor.ts';
import { shorter, type Trail } from './trail.ts';
import type { Scope } from './control-flow.ts';
import { keepVisits, type Visits } from './visited.ts';

/** By standing, the shortest way to it that was found. */
export type Standings = Partial<Record<Standing, Trail>>;

/** What can become of a stretch of a flow that is entered with one standing: of a flow, or of a branch between fork and join. */
export interface Summary {
  /** Of a branch: at its join. */
  readonly arrivals: Readonly<Record<Standing, Visits[]>>;
  /** Of a branch: what of the loop around its fork has been visited wherever it may stop. */
  readonly visits: Visits[];
  /** Of a sub-flow: by the port that its end leads to. */
  readonly exits: Map<string, Standings>;
  /** The flow around it can't go on. */
  readonly failures: Standings;
  /** Wherever a run stops for somebody or something. */
  readonly anywhere: Standings;
  /** A person is asked for, and this flow around it names whom. */
  readonly calls: Map<Scope, Standings>;
  /** The obligation is broken in here. */
  broken: Trail | null;
}

export const emptySummary = (): Summary => ({
  arrivals: { [Standing.held]: [], [Standing.open]: [], [Standing.tainted]: [] },
  visits: [],
  exits: new Map(),
  failures: {},
  anywhere: {},
  calls: new Map(),
  broken: null,
});

export function keep(standings: Standings, standing: Standing, trail: Trail): void {
  standings[standing] = shorter(standings[standing] ?? null, trail) ?? trail;
}

export function keepIn<Key>(byKey: Map<Key, Standings>, key: Key, standing: Standing, trail: Trail): void {
  const standings = byKey.get(key) ?? {};
  byKey.set(key, standings);
  keep(standings, standing, trail);
}

/** What there is, best standing first. */
export function each(standings: Standings): readonly (readonly [Standing, Trail])[] {
  return Object.values(Standing).flatMap((standing) => {
    const trail = standings[standing];
    return trail === undefined ? [] : [[standing, trail] as const];
  });
}

/** Of a branch at its join, whatever its standing is. */
export function arrivalsOf({ arrivals }: Summary): readonly Visits[] {
  const all: Visits[] = [];
  for (const standing of Object.values(Standing)) for (const visits of arrivals[standing]) keepVisits(all, visits);
  return all;
}

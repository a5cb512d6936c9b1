import type { Place, Scope, Way } from './control-flow.ts';
import { type Monitor, Standing } from './monitor.ts';
import type { Summary } from './summary.ts';
import type { Trail } from './trail.ts';
import { Walk } from './walk.ts';

/** A stretch that is looked at on its own: a whole flow, or one branch up to its join. */
export interface Region {
  readonly scope: Scope;
  readonly entries: readonly Way[] | null;
  readonly join: string | null;
  /** The loop that its fork stands in. */
  readonly loopAround: number | null;
}

/** How a stretch is entered: the standing, and which nodes of the loop around it were visited. */
export interface Entry {
  readonly standing: Standing;
  readonly visited: number;
}

/**
 * All runs of a flow, as far as one obligation is concerned: reachability on the product of the flow's graph and the obligation's automaton,
 * with summaries for sub-flows, for branches and for what is gone back from (M. Sharir, A. Pnueli, Two approaches to interprocedural data flow
 * analysis, 1981, the functional approach; T. Reps, S. Horwitz, M. Sagiv, Precise interprocedural dataflow analysis via graph reachability, POPL
 * 1995). For an obligation that nothing reopens it comes to the same as asking whether the nodes that hold it dominate, as a set,
 * those that need it. Ways are found in the order of their lengths (E. Dijkstra, 1959), so the first one to a state is a shortest.
 *
 * More runs are looked at than there can be, never fewer: conditions may come out either way, nodes are entered as often as one likes
 * whatever `maxVisits` says (though `exhausted` is taken only where the node was entered before), and any step may fail.
 */
export class Explorer {
  readonly monitor: Monitor;
  readonly #summaries = new Map<Region, Map<string, Summary>>();
  readonly #flows = new Map<Scope, Region>();
  readonly #branches = new Map<Place, readonly Region[]>();

  constructor(monitor: Monitor) {
    this.monitor = monitor;
  }

  flowRegion(scope: Scope): Region {
    const known = this.#flows.get(scope) ?? { scope, entries: null, join: null, loopAround: null };
    this.#flows.set(scope, known);
    return known;
  }

  branchRegions(scope: Scope, fork: Place, join: Place): readonly Region[] {
    const known =
      this.#branches.get(fork) ??
      fork.compiled.ports.map((port) => ({
        scope,
        entries: fork.ways.get(port) ?? [],
        join: join.compiled.node.id as string,
        loopAround: fork.loop,
      }));
    this.#branches.set(fork, known);
    return known;
  }

  /** The worst that a standing can have become by any later moment of a run. */
  worstLater(standing: Standing): Standing {
    if (this.monitor.untilConcluded) return Standing.tainted;
    return this.monitor.reopens ? Standing.open : standing;
  }

  /** `meanwhile`: how another branch may reopen the obligation while this stretch runs; null where none can. */
  summary(region: Region, entry: Entry, meanwhile: Trail | null): Summary {
    const known = this.#summaries.get(region) ?? new Map<string, Summary>();
    this.#summaries.set(region, known);
    const key = `${entry.standing} ${entry.visited}${meanwhile === null ? '' : ' +'}`;
    const summary = known.get(key) ?? new Walk(this, region, meanwhile).from(entry);
    known.set(key, summary);
    return summary;
  }
}

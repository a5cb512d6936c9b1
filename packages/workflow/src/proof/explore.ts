import { assertNever } from '@guichet/protocol';
import { exploreFork } from './explore-fork.ts';
import { portOfEnd, type Place, type Scope, type Way } from './control-flow.ts';
import { type Act, type Monitor, Standing, standingAfter } from './monitor.ts';
import { each, emptySummary, keep, keepIn, type Standings, type Summary } from './summary.ts';
import { noTrail, type PathStep, shorter, type Trail, withStep, withTrail } from './trail.ts';

/** A stretch that is looked at on its own: a whole flow, or one branch up to its join. */
export interface Region {
  readonly scope: Scope;
  readonly entries: readonly Way[] | null;
  readonly join: string | null;
  /** Of a branch whose fork stands in a loop: what was visited in an earlier round is not remembered, so it may have been. */
  readonly loopAround: number | null;
}

/** A place that was entered, with the standing there and what was visited of its loop. */
interface Stop {
  readonly place: Place;
  readonly standing: Standing;
  readonly visited: number;
  /** The step before, where one can go back to it. */
  readonly from: Back | null;
  readonly trail: Trail;
}

/** A step that one can go back to, and what was before that. */
interface Back {
  readonly place: Place;
  readonly before: Back | null;
  readonly depth: number;
  readonly index: number;
}

const VISITED_BITS = 5;
/** How many steps back are remembered; from there on one may go back to wherever the flow allows. */
const REMEMBERED_BACKS = 3;
const MOST_BACKS = 1 << 16;

/**
 * All runs of a flow, as far as one obligation is concerned: reachability on the product of the flow's graph and the obligation's automaton,
 * with summaries for sub-flows and for branches (M. Sharir, A. Pnueli, Two approaches to interprocedural data flow analysis, 1981, the functional
 * approach; T. Reps, S. Horwitz, M. Sagiv, Precise interprocedural dataflow analysis via graph reachability, POPL 1995). For an obligation
 * that nothing reopens it comes to the same as asking whether the nodes that hold it dominate, as a set, those that need it. Ways
 * are found in the order of their lengths (E. Dijkstra, 1959), so the first one to a state is a shortest.
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
  summary(region: Region, standing: Standing, meanwhile: Trail | null): Summary {
    const known = this.#summaries.get(region) ?? new Map<string, Summary>();
    this.#summaries.set(region, known);
    const key = `${standing}${meanwhile === null ? '' : '+'}`;
    const summary = known.get(key) ?? new Walk(this, region, meanwhile).from(standing);
    known.set(key, summary);
    return summary;
  }
}

class Walk {
  readonly #explorer: Explorer;
  readonly #region: Region;
  readonly #meanwhile: Trail | null;
  readonly #summary = emptySummary();
  readonly #seen = new Set<number>();
  readonly #byLength: Stop[][] = [];
  readonly #backs = new Map<string, Back>();

  constructor(explorer: Explorer, region: Region, meanwhile: Trail | null) {
    this.#explorer = explorer;
    this.#region = region;
    this.#meanwhile = meanwhile;
  }

  from(standing: Standing): Summary {
    this.#begin(standing, noTrail);
    // A branch may be put off before it begins; a sub-flow begins in the moment in which it is entered.
    if (this.#meanwhile !== null && standing === Standing.held && this.#region.entries !== null)
      this.#begin(Standing.open, this.#meanwhile);
    // Grows while it is walked through.
    for (let length = 0; length < this.#byLength.length; length += 1) {
      const stops = this.#byLength[length] ?? [];
      for (let at = 0; at < stops.length; at += 1) this.#visit(stops[at] as Stop);
    }
    return this.#summary;
  }

  #begin(standing: Standing, trail: Trail): void {
    const { scope, entries } = this.#region;
    if (entries !== null) {
      for (const way of entries) this.#follow(way, { standing, visited: 0, from: null, trail }, null);
      return;
    }
    const start = scope.flow.definition.start;
    this.#enter(start, { standing, visited: 0, from: null, trail }, { node: `${scope.prefix}${start}`, via: 'start', edge: null });
  }

  #follow(way: Way, at: Omit<Stop, 'place'>, loop: number | null): void {
    const step = { node: way.edge.to, via: 'edge', edge: way.edge } as const;
    const place = this.#place(way.to);
    const coming = { ...at, visited: place.loop !== null && place.loop === loop ? at.visited : 0 };
    if (way.to !== this.#region.join && this.#maybeVisited(place, coming.visited)) {
      this.#exhaust(place, { ...coming, trail: withStep(at.trail, step) });
    }
    this.#enter(way.to, coming, step);
  }

  /** Instead of being entered once more. */
  #exhaust(place: Place, at: Omit<Stop, 'place'>): void {
    if (place.exhausted === null) keep(this.#summary.failures, at.standing, at.trail);
    for (const way of place.exhausted ?? []) this.#follow(way, at, place.loop);
  }

  #maybeVisited(place: Place, visited: number): boolean {
    if (place.loop === null) return false;
    return place.bit === null || place.loop === this.#region.loopAround || (visited & (1 << place.bit)) !== 0;
  }

  #enter(id: string, { standing, visited, from, trail: before }: Omit<Stop, 'place'>, step: PathStep): void {
    const place = this.#place(id);
    const trail = withStep(before, step);
    const entered = this.#after(standing, this.#explorer.monitor.entering(place.compiled), trail);
    if (entered === null) return;
    if (id === this.#region.join) {
      keep(this.#summary.arrivals, entered, trail);
      return;
    }
    this.#stop({ place, standing: entered, visited: visited | (place.bit === null ? 0 : 1 << place.bit), from, trail });
  }

  #stop(stop: Stop): void {
    const { length } = stop.trail;
    while (this.#byLength.length <= length) this.#byLength.push([]);
    this.#byLength[length]?.push(stop);
  }

  #visit(stop: Stop): void {
    const { place, standing, visited, from, trail } = stop;
    const key = (((place.index << VISITED_BITS) | visited) * 4 + standing) * MOST_BACKS + (from?.index ?? 0);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    switch (place.kind) {
      case 'step':
        return this.#step(stop);
      case 'decision':
      case 'join':
        return this.#leave(stop, place.ways.keys());
      case 'sub-flow':
        return this.#subFlow(stop);
      case 'fork':
        return this.#fork(stop);
      case 'end':
        return this.#end(place, standing, trail);
      default:
        return assertNever(place.kind);
    }
  }

  #step(stop: Stop): void {
    const { place, standing, trail } = stop;
    keep(this.#summary.anywhere, standing, trail);
    if (this.#meanwhile !== null && standing === Standing.held)
      this.#stop({ ...stop, standing: Standing.open, trail: withTrail(trail, this.#meanwhile) });
    this.#leave(stop, place.ways.keys());
    if (!place.ways.has('failed')) keep(this.#summary.failures, standing, trail);
    this.#goBack(stop);
    if (place.callsPerson) this.#callPerson(stop);
  }

  #leave({ place, standing, visited, from, trail }: Stop, ports: Iterable<string>): void {
    const { node, ports: own, type } = place.compiled;
    for (const port of ports) {
      const left = this.#after(standing, this.#explorer.monitor.leaving(place.compiled, port), trail);
      if (left === null) continue;
      if (own.includes(port)) this.#undo(place, left, trail);
      const isStep = type.manifest.waits || place.kind === 'sub-flow';
      const isOwn = own.includes(port);
      // One that fails as it is entered is passed over, like one that doesn't stop.
      const passed = !isStep || (port === 'failed' && !isOwn);
      const back = passed ? from : node.back && isOwn ? this.#back(place, from) : null;
      const at = { standing: left, visited, from: place.kind === 'join' ? null : back, trail };
      for (const way of place.ways.get(port) ?? []) this.#follow(way, at, place.loop);
    }
  }

  /** To the step before; from there one may go back again, if it was come to that way. */
  /** To the step before; from there one may go back again, if it was come to that way. The step is left by `back`, which no port is called. */
  #goBack({ place, from, standing, visited, trail }: Stop): void {
    if (from === null) return;
    const left = this.#after(standing, this.#explorer.monitor.leaving(place.compiled, 'back'), trail);
    if (left === null) return;
    const { place: to, before, depth } = from;
    const step = { node: to.path, via: 'back', edge: null } as const;
    const further = depth < REMEMBERED_BACKS ? [] : to.backs.map((id) => this.#back(this.#place(id), null));
    for (const each of [before, ...further]) this.#enter(to.compiled.node.id, { standing: left, visited, from: each, trail }, step);
  }

  #back(place: Place, from: Back | null): Back {
    const depth = Math.min(REMEMBERED_BACKS, (from?.depth ?? 0) + 1);
    const before = (from?.depth ?? 0) < REMEMBERED_BACKS ? from : null;
    const key = `${place.index} ${before?.index ?? 0} ${depth}`;
    const known = this.#backs.get(key) ?? { place, before, depth, index: this.#backs.size + 1 };
    this.#backs.set(key, known);
    return known;
  }

  /** What undoes a node runs when the run is cancelled or fails, at any moment after; by then the standing may have got worse. */
  #undo({ compiled }: Place, standing: Standing, trail: Trail): void {
    const { scope } = this.#region;
    const undoing = scope.places.get(compiled.node.compensation ?? '');
    const acts = undoing === undefined ? [] : this.#explorer.monitor.entering(undoing.compiled);
    if (undoing === undefined || acts.length === 0) return;
    const worst = this.#explorer.worstLater(standing);
    this.#after(worst, acts, withStep(trail, { node: undoing.path, via: 'compensation', edge: null }));
  }

  /** To the person that this flow names, or one around it; when that person is done by a port without an edge it goes on where it was. */
  #callPerson(stop: Stop): void {
    const { standing, trail, visited, place } = stop;
    for (let scope: Scope | null = this.#region.scope; scope !== null; scope = scope.around?.scope ?? null) {
      const id = scope.flow.definition.escalation;
      if (id === undefined) continue;
      if (scope === this.#region.scope) this.#called(standing, trail, place.loop, visited);
      else keepIn(this.#summary.calls, scope, standing, trail);
      this.#resume(stop, scope, id);
    }
  }

  /** In a branch everything else is given up as well, so it is the flow's affair. */
  #called(standing: Standing, trail: Trail, loop: number | null, visited: number): void {
    const { scope, join } = this.#region;
    const id = scope.flow.definition.escalation;
    if (id === undefined) return;
    if (join !== null) {
      keepIn(this.#summary.calls, scope, standing, trail);
      return;
    }
    const place = this.#place(id);
    const step = { node: place.path, via: 'escalation', edge: null } as const;
    this.#enter(id, { standing, visited: place.loop !== null && place.loop === loop ? visited : 0, from: null, trail }, step);
  }

  #resume(stop: Stop, scope: Scope, id: string): void {
    const person = scope.places.get(id);
    const { monitor } = this.#explorer;
    if (person === undefined) return;
    const trail = withStep(stop.trail, { node: person.path, via: 'escalation', edge: null });
    const entered = this.#after(stop.standing, monitor.entering(person.compiled), trail);
    if (entered === null) return;
    for (const port of person.compiled.ports.filter((each) => !person.ways.has(each))) {
      const left = this.#after(entered, monitor.leaving(person.compiled, port), trail);
      const step = { node: stop.place.path, via: 'resumed', edge: null } as const;
      if (left !== null && left !== stop.standing) this.#stop({ ...stop, standing: left, trail: withStep(trail, step) });
    }
  }

  #subFlow(stop: Stop): void {
    const { place, standing, trail } = stop;
    const scope = this.#region.scope.inner.get(place.compiled.node.id);
    if (scope === undefined) throw new Error('A sub-flow was compiled without the flow that it runs');
    const inner = this.#explorer.summary(this.#explorer.flowRegion(scope), standing, this.#meanwhile);
    const failures: Standings = {};
    this.#take(inner, trail, stop, failures);
    for (const [port, standings] of inner.exits) this.#leaveWith(stop, standings, [port]);
    const { timeLimit } = place.compiled.node;
    if (timeLimit !== undefined && !place.ways.has(timeLimit.port)) for (const [at, way] of each(inner.anywhere)) keep(failures, at, way);
    const dropping = ['escalated', ...(timeLimit === undefined ? [] : [timeLimit.port])].filter((port) => place.ways.has(port));
    this.#leaveWith(stop, inner.anywhere, dropping);
    if (place.ways.has('failed')) this.#leaveWith(stop, failures, ['failed']);
    else for (const [at, way] of each(failures)) keep(this.#summary.failures, at, withTrail(trail, way));
  }

  #leaveWith(stop: Stop, standings: Standings, ports: readonly string[]): void {
    for (const [standing, way] of each(standings)) this.#leave({ ...stop, standing, trail: withTrail(stop.trail, way) }, ports);
  }

  /** What a stretch inside means for this one; its failures are for the caller to place. */
  #take(inner: Summary, trail: Trail, stop: Pick<Stop, 'place'>, failures: Standings): void {
    if (inner.broken !== null) this.#broken(withTrail(trail, inner.broken));
    for (const [standing, way] of each(inner.anywhere)) keep(this.#summary.anywhere, standing, withTrail(trail, way));
    for (const [standing, way] of each(inner.failures)) keep(failures, standing, way);
    for (const [scope, standings] of inner.calls) {
      for (const [standing, way] of each(standings)) {
        const whole = withTrail(trail, way);
        // What was visited on the way in there is forgotten: it may have been anything.
        if (scope === this.#region.scope) this.#called(standing, whole, stop.place.loop, (1 << VISITED_BITS) - 1);
        else keepIn(this.#summary.calls, scope, standing, whole);
      }
    }
  }

  #fork(stop: Stop): void {
    const { place, standing, trail, visited } = stop;
    const { join, outcomes, stretches } = exploreFork(this.#explorer, this.#region.scope, place, standing, this.#meanwhile);
    for (const { before, summary } of stretches) {
      const failures: Standings = {};
      this.#take(summary, withTrail(trail, before), stop, failures);
      for (const [at, way] of each(failures)) keep(this.#summary.failures, at, withTrail(withTrail(trail, before), way));
    }
    for (const [at, way] of each(outcomes))
      this.#leave({ place: join, standing: at, visited, from: null, trail: withTrail(trail, way) }, join.ways.keys());
  }

  #end(place: Place, standing: Standing, trail: Trail): void {
    const around = this.#region.scope.around?.place;
    if (around !== undefined) keepIn(this.#summary.exits, portOfEnd(place, around), standing, trail);
  }

  #after(standing: Standing, acts: readonly Act[], trail: Trail): Standing | null {
    const next = standingAfter(standing, acts, this.#explorer.monitor.untilConcluded);
    if (next === null) this.#broken(trail);
    return next;
  }

  #broken(trail: Trail): void {
    this.#summary.broken = shorter(this.#summary.broken, trail);
  }

  #place(id: string): Place {
    const place = this.#region.scope.places.get(id);
    if (place === undefined) throw new Error('An edge of a compiled flow leads to a node that it does not have');
    return place;
  }
}

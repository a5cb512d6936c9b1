import { assertNever } from '@guichet/protocol';
import { portOfEnd, type Place, type Scope, type Way } from './control-flow.ts';
import type { Entry, Explorer, Region } from './explore.ts';
import { exploreFork } from './explore-fork.ts';
import { type Caller, type Past, Pasts, type Return } from './past.ts';
import { type Act, Standing, standingAfter } from './monitor.ts';
import { each, emptySummary, keep, keepIn, type Standings, type Summary } from './summary.ts';
import { noTrail, type PathStep, shorter, type Trail, withStep, withTrail } from './trail.ts';
import { Histories } from './histories.ts';
import { keepVisits, nothingVisited, type Visits } from './visited.ts';

/** Where a run is, as far as it matters for what may come. */
interface Now {
  readonly standing: Standing;
  /** Nodes that were entered before, of the loop that it is in. */
  readonly visited: number;
  /** The steps that one can go back to. */
  readonly past: Past;
  /** Since the past began. */
  readonly trail: Trail;
}

/** A place that was entered; itself it is not among what was visited before. */
interface Stop extends Now {
  readonly place: Place;
}

/** All ways through one stretch of a flow. */
export class Walk {
  readonly #explorer: Explorer;
  readonly #region: Region;
  readonly #meanwhile: Trail | null;
  readonly #summary = emptySummary();
  readonly #histories = new Histories();
  readonly #byLength: Stop[][] = [];
  readonly #pasts = new Pasts();

  constructor(explorer: Explorer, region: Region, meanwhile: Trail | null) {
    this.#explorer = explorer;
    this.#region = region;
    this.#meanwhile = meanwhile;
  }

  from({ standing, visited }: Entry): Summary {
    const now = { standing, visited, past: this.#pasts.none, trail: noTrail };
    this.#begin(now);
    // A branch may be put off before it begins; a sub-flow begins in the moment in which it is entered.
    if (this.#meanwhile !== null && standing === Standing.held && this.#region.entries !== null)
      this.#begin({ ...now, standing: Standing.open, trail: this.#meanwhile });
    // Grows while it is walked through.
    for (let length = 0; length < this.#byLength.length; length += 1) {
      const stops = this.#byLength[length] ?? [];
      for (let at = 0; at < stops.length; at += 1) this.#visit(stops[at] as Stop);
    }
    return this.#summary;
  }

  #begin(now: Now): void {
    const { scope, entries, loopAround } = this.#region;
    if (entries !== null) return this.#followAll(entries, now, loopAround);
    const { start } = scope.flow.definition;
    this.#enter(start, now, { node: `${scope.prefix}${start}`, via: 'start', edge: null });
  }

  #followAll(ways: readonly Way[], now: Now, loop: number | null): void {
    for (const way of ways) this.#follow(way, now, loop);
  }

  #follow(way: Way, now: Now, loop: number | null): void {
    const step = { node: way.edge.to, via: 'edge', edge: way.edge } as const;
    const place = this.#place(way.to);
    const coming = { ...now, visited: place.loop !== null && place.loop === loop ? now.visited : 0 };
    if (wasVisited(place, coming.visited)) this.#exhaust(place, { ...coming, trail: withStep(now.trail, step) });
    this.#enter(way.to, coming, step);
  }

  /** Instead of being entered once more. */
  #exhaust(place: Place, now: Now): void {
    if (place.exhausted === null) keep(this.#summary.failures, now.standing, whole(now));
    else this.#followAll(place.exhausted, now, place.loop);
  }

  #enter(id: string, now: Now, step: PathStep): void {
    const place = this.#place(id);
    const entering = { ...now, trail: withStep(now.trail, step) };
    const standing = this.#after(entering, this.#explorer.monitor.entering(place.compiled));
    if (standing === null) return;
    if (id === this.#region.join) keepVisits(this.#summary.arrivals[standing], { visited: now.visited, trail: whole(entering) });
    else this.#stop({ ...entering, place, standing });
  }

  #stop(stop: Stop): void {
    const length = stop.past.base.length + stop.trail.length;
    while (this.#byLength.length <= length) this.#byLength.push([]);
    this.#byLength[length]?.push(stop);
  }

  #visit(come: Stop): void {
    const visited = this.#histories.take(come.place, come);
    if (visited === null) return;
    const stop = { ...come, visited };
    const { place } = stop;
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
        return this.#end(stop);
      default:
        return assertNever(place.kind);
    }
  }

  #step(stop: Stop): void {
    const { place, standing, trail } = stop;
    keep(this.#summary.anywhere, standing, whole(stop));
    this.#visitedUntil(stop, nothingVisited);
    if (this.#meanwhile !== null && standing === Standing.held)
      this.#stop({ ...stop, standing: Standing.open, trail: withTrail(trail, this.#meanwhile) });
    this.#leave(stop, place.ways.keys());
    if (!place.ways.has('failed')) keep(this.#summary.failures, standing, whole(stop));
    this.#goBack(stop);
    if (place.callsPerson) this.#callPerson(stop);
  }

  #leave(stop: Stop, ports: Iterable<string>): void {
    const { place } = stop;
    const { node, ports: own } = place.compiled;
    for (const port of ports) {
      const standing = this.#after(stop, this.#explorer.monitor.leaving(place.compiled, port));
      if (standing === null) continue;
      const left = { ...stop, standing, visited: withIt(stop) };
      const isOwn = own.includes(port);
      if (isOwn) this.#undo(place, left);
      const ways = place.ways.get(port) ?? [];
      const isPassed = place.passed.has(port);
      if (isPassed) this.#followAll(ways, left, place.loop);
      if (node.back && isOwn && isStep(place)) this.#leaveBehind(stop, port, left, ways);
      else if (!isPassed) this.#followAll(ways, { ...left, past: this.#pasts.none, trail: whole(left) }, place.loop);
    }
  }

  /** From where it goes on one can come back to it. */
  #leaveBehind({ place, past, visited, trail }: Stop, port: string, left: Now, ways: readonly Way[]): void {
    const caller = { past, visited, trail };
    const { found, isNew } = this.#pasts.behind(place, port, left, whole(left));
    found.callers.push(caller);
    if (isNew) this.#followAll(ways, { ...left, past: found, trail: noTrail }, place.loop);
    else for (const back of found.returns) this.#comeBack(place, caller, back);
  }

  /** To the step before, from wherever that was entered. The step is left by `back`, which no port is called. */
  #goBack(stop: Stop): void {
    const { behind, callers, returns } = stop.past;
    if (behind === null) return;
    const standing = this.#after(stop, this.#explorer.monitor.leaving(stop.place.compiled, 'back'));
    // Nothing better comes of it than of an earlier one.
    if (standing === null || returns.some((earlier) => earlier.standing >= standing)) return;
    const back = { standing, trail: stop.trail };
    returns.push(back);
    for (const caller of callers) this.#comeBack(behind, caller, back);
  }

  /** As if it were entered for the first time: what came in between was gone back from. */
  #comeBack(place: Place, { past, visited, trail }: Caller, back: Return): void {
    const now = { standing: back.standing, visited, past, trail: withTrail(trail, back.trail) };
    this.#enter(place.compiled.node.id, now, { node: place.path, via: 'back', edge: null });
  }

  /** What undoes a node runs when the run is cancelled or fails, at any moment after; by then the standing may have got worse. */
  #undo({ compiled }: Place, left: Now): void {
    const { scope } = this.#region;
    const undoing = scope.places.get(compiled.node.compensation ?? '');
    const acts = undoing === undefined ? [] : this.#explorer.monitor.entering(undoing.compiled);
    if (undoing === undefined || acts.length === 0) return;
    const standing = this.#explorer.worstLater(left.standing);
    this.#after({ ...left, standing, trail: withStep(left.trail, { node: undoing.path, via: 'compensation', edge: null }) }, acts);
  }

  /** To the person that this flow names, or one around it; when that person is done by a port without an edge it goes on where it was. */
  #callPerson(stop: Stop): void {
    for (let scope: Scope | null = this.#region.scope; scope !== null; scope = scope.around?.scope ?? null) {
      const id = scope.flow.definition.escalation;
      if (id === undefined) continue;
      if (scope === this.#region.scope) this.#called(stop.standing, whole(stop), stop.place.loop, withIt(stop));
      else keepIn(this.#summary.calls, scope, stop.standing, whole(stop));
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
    const now = { standing, visited: place.loop !== null && place.loop === loop ? visited : 0, past: this.#pasts.none, trail };
    this.#enter(id, now, { node: place.path, via: 'escalation', edge: null });
  }

  #resume(stop: Stop, scope: Scope, id: string): void {
    const person = scope.places.get(id);
    const { monitor } = this.#explorer;
    if (person === undefined) return;
    const asked = { ...stop, trail: withStep(stop.trail, { node: person.path, via: 'escalation', edge: null }) };
    const entered = this.#after(asked, monitor.entering(person.compiled));
    if (entered === null) return;
    for (const port of person.compiled.ports.filter((each) => !person.ways.has(each))) {
      const left = this.#after({ ...asked, standing: entered }, monitor.leaving(person.compiled, port));
      const step = { node: stop.place.path, via: 'resumed', edge: null } as const;
      if (left !== null && left !== stop.standing) this.#stop({ ...asked, standing: left, trail: withStep(asked.trail, step) });
    }
  }

  #subFlow(stop: Stop): void {
    const { place, standing } = stop;
    const scope = this.#region.scope.inner.get(place.compiled.node.id);
    if (scope === undefined) throw new Error('A sub-flow was compiled without the flow that it runs');
    const inner = this.#explorer.summary(this.#explorer.flowRegion(scope), { standing, visited: 0 }, this.#meanwhile);
    const failures: Standings = {};
    this.#take(inner, stop, [nothingVisited], failures);
    for (const [port, standings] of inner.exits) this.#leaveWith(stop, standings, [port]);
    const { timeLimit } = place.compiled.node;
    if (timeLimit !== undefined && !place.ways.has(timeLimit.port)) for (const [at, way] of each(inner.anywhere)) keep(failures, at, way);
    const dropping = ['escalated', ...(timeLimit === undefined ? [] : [timeLimit.port])].filter((port) => place.ways.has(port));
    this.#leaveWith(stop, inner.anywhere, dropping);
    if (place.ways.has('failed')) this.#leaveWith(stop, failures, ['failed']);
    else for (const [at, way] of each(failures)) keep(this.#summary.failures, at, withTrail(whole(stop), way));
  }

  #leaveWith(stop: Stop, standings: Standings, ports: readonly string[]): void {
    for (const [standing, way] of each(standings)) this.#leave({ ...stop, standing, trail: withTrail(stop.trail, way) }, ports);
  }

  /** What a stretch inside means for this one, with what may have been visited by then; its failures are for the caller to place. */
  #take(inner: Summary, stop: Stop, visits: readonly Visits[], failures: Standings): void {
    const trail = whole(stop);
    if (inner.broken !== null) this.#broken(withTrail(trail, inner.broken));
    for (const [standing, way] of each(inner.anywhere)) keep(this.#summary.anywhere, standing, withTrail(trail, way));
    for (const each of visits) this.#visitedUntil(stop, each);
    for (const [standing, way] of each(inner.failures)) keep(failures, standing, way);
    for (const [scope, standings] of inner.calls) {
      for (const [standing, way] of each(standings)) {
        const called = withTrail(trail, way);
        if (scope !== this.#region.scope) keepIn(this.#summary.calls, scope, standing, called);
        else for (const { visited } of visits) this.#called(standing, called, stop.place.loop, withIt(stop) | visited);
      }
    }
  }

  #fork(stop: Stop): void {
    const { scope } = this.#region;
    const entered = { standing: stop.standing, visited: withIt(stop) };
    const { join, outcomes, stretches, visits } = exploreFork(this.#explorer, scope, stop.place, entered, this.#meanwhile);
    for (const { before, summary } of stretches) {
      const failures: Standings = {};
      const begun = { ...stop, trail: withTrail(stop.trail, before) };
      this.#take(summary, begun, visits, failures);
      for (const [at, way] of each(failures)) keep(this.#summary.failures, at, withTrail(whole(begun), way));
    }
    for (const { standing, visited, trail } of outcomes)
      this.#leave({ ...stop, place: join, standing, visited, trail: withTrail(stop.trail, trail) }, join.ways.keys());
  }

  #visitedUntil(stop: Stop, { visited, trail }: Visits): void {
    const { loopAround } = this.#region;
    if (loopAround === null || stop.place.loop !== loopAround) return;
    keepVisits(this.#summary.visits, { visited: withIt(stop) | visited, trail: withTrail(whole(stop), trail) });
  }

  #end({ place, standing, ...now }: Stop): void {
    const around = this.#region.scope.around?.place;
    if (around !== undefined) keepIn(this.#summary.exits, portOfEnd(place.compiled, around.compiled), standing, whole(now));
  }

  #after(now: Now, acts: readonly Act[]): Standing | null {
    const next = standingAfter(now.standing, acts, this.#explorer.monitor.untilConcluded);
    if (next === null) this.#broken(whole(now));
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

/** From the beginning of the stretch. */
const whole = ({ past, trail }: Pick<Now, 'past' | 'trail'>): Trail => withTrail(past.base, trail);

/** What was visited, with the place itself. */
const withIt = ({ place, visited }: Stop): number => visited | (place.bit === null ? 0 : 1 << place.bit);

/** One of a loop of which nothing is remembered may have been. */
const wasVisited = ({ loop, bit }: Place, visited: number): boolean => loop !== null && (bit === null || (visited & (1 << bit)) !== 0);

const isStep = ({ kind }: Place): boolean => kind === 'step' || kind === 'sub-flow';

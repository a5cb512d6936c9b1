import type { Explorer, Region } from './explore.ts';
import { joinMode, joinOf, type Place, type Scope } from './control-flow.ts';
import { Standing } from './monitor.ts';
import { each, keep, shortestOf, type Standings, type Summary } from './summary.ts';
import { noTrail, shorter, type Trail, withTrail } from './trail.ts';

interface ForkExploration {
  readonly join: Place;
  /** Behind the join, when it goes on. */
  readonly outcomes: Standings;
  /** Everything that may happen in the branches, each with what has to happen before. */
  readonly stretches: readonly { readonly before: Trail; readonly summary: Summary }[];
}

/**
 * The branches of a fork, in every interleaving. Branches don't wait for one another, so one can always be put off until another one is
 * wherever it can be: in a branch the obligation is reopened at any moment by a branch beside it that can reopen it at all, and
 * behind the join stands what the last one of all says that says anything. Where a need that was not met only counts when business is
 * concluded, one branch concluding after another one's need is taken to be possible.
 */
export function exploreFork(explorer: Explorer, scope: Scope, fork: Place, standing: Standing, around: Trail | null): ForkExploration {
  const join = joinOf(scope, fork.compiled.node.id);
  const branches = explorer.branchRegions(scope, fork, join);
  const alone = branches.map((branch) => explorer.summary(branch, Standing.held, null));
  // Where the first branch to arrive ends the others, nothing happens beside it any more.
  const beforeOthersEnd = ({ anywhere, arrivals }: Summary, at: Standing) =>
    shorter(anywhere[at] ?? null, joinMode(join) === 'all' ? (arrivals[at] ?? null) : null);
  const reopening = alone.map((summary) => beforeOthersEnd(summary, Standing.open));
  const beside = (at: number) => around ?? reopening.find((trail, other) => other !== at && trail !== null) ?? null;
  const first = branches.map((branch, at) => explorer.summary(branch, standing, beside(at)));
  const tainting = first.map((summary) => beforeOthersEnd(summary, Standing.tainted));
  const afterTaint = branches.flatMap((branch, at) => {
    const before = standing === Standing.tainted ? null : tainting.find((trail, other) => other !== at && trail !== null);
    return before ? [{ before, summary: explorer.summary(branch, Standing.tainted, beside(at)) }] : [];
  });
  const outcomes: Standings = {};
  const finished = { branches, alone, first, tainting, standing, explorer };
  for (const [at, trail] of joinMode(join) === 'all' ? whenAllArrive(finished) : whenOneArrives(finished)) keep(outcomes, at, trail);
  return { join, outcomes, stretches: [...first.map((summary) => ({ before: noTrail, summary })), ...afterTaint] };
}

interface Finished {
  readonly explorer: Explorer;
  readonly branches: readonly Region[];
  /** Of each branch, entered with the obligation held and left to itself. */
  readonly alone: readonly Summary[];
  readonly first: readonly Summary[];
  readonly tainting: readonly (Trail | null)[];
  readonly standing: Standing;
}

type Outcome = readonly [Standing, Trail];

function whenAllArrive({ explorer, branches, alone, first, standing }: Finished): Outcome[] {
  const arrivals = alone.map((summary) => shortestOf(summary.arrivals));
  if (arrivals.includes(null)) return [];
  /** All others come to the join, and then this one. */
  const last = (at: number, trail: Trail) => joined([...arrivals.filter((_trail, other) => other !== at), trail]);
  if (standing === Standing.tainted) return [[Standing.tainted, joined(arrivals)]];
  const outcomes: Outcome[] = [];
  first.forEach(({ arrivals: { [Standing.tainted]: trail } }, at) => {
    if (trail !== undefined) outcomes.push([Standing.tainted, last(at, trail)]);
  });
  alone.forEach(({ arrivals: { [Standing.open]: trail } }, at) => {
    if (trail !== undefined) outcomes.push([Standing.open, last(at, trail)]);
  });
  if (standing === Standing.open) {
    const open = branches.map((branch) => explorer.summary(branch, Standing.open, null).arrivals[Standing.open] ?? null);
    if (!open.includes(null)) outcomes.push([Standing.open, joined(open)]);
  }
  return [...outcomes, [Standing.held, joined(arrivals)]];
}

function whenOneArrives({ alone, first, tainting, standing }: Finished): Outcome[] {
  return first.flatMap(({ arrivals }, at) => {
    const arrived = shortestOf((alone[at] as Summary).arrivals);
    const tainted = tainting.find((trail, other) => other !== at && trail !== null) ?? null;
    const afterTaint: Outcome[] =
      arrived === null || tainted === null || standing === Standing.tainted ? [] : [[Standing.tainted, withTrail(tainted, arrived)]];
    return [...each(arrivals), ...afterTaint];
  });
}

/** One after the other; the last one decides. */
const joined = (trails: readonly (Trail | null)[]): Trail =>
  trails.reduce<Trail>((whole, trail) => (trail === null ? whole : withTrail(whole, trail)), noTrail);

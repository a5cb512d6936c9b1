import type { Explorer, Region } from './explore.ts';
import { joinMode, joinOf, type Place, type Scope } from './control-flow.ts';
import { Standing } from './monitor.ts';
import { arrivalsOf, type Summary } from './summary.ts';
import { noTrail, shorter, type Trail, withTrail } from './trail.ts';
import { combined, type Visits } from './visited.ts';

interface ForkExploration {
  readonly join: Place;
  /** Behind the join, when it goes on. */
  readonly outcomes: readonly Outcome[];
  /** Everything that may happen in the branches, each with what has to happen before. */
  readonly stretches: readonly { readonly before: Trail; readonly summary: Summary }[];
  /** What may have been visited in the branches at any moment. */
  readonly visits: readonly Visits[];
}

interface Outcome extends Visits {
  readonly standing: Standing;
}

/**
 * The branches of a fork, in every interleaving. Branches don't wait for one another, so one can always be put off until another one is
 * wherever it can be: in a branch the obligation is reopened at any moment by a branch beside it that can reopen it at all, and
 * behind the join stands what the last one of all says that says anything. Where a need that was not met only counts when business is
 * concluded, one branch concluding after another one's need is taken to be possible. Of a fork in a loop every branch has visited what it can
 * have visited by itself.
 */
export function exploreFork(
  explorer: Explorer,
  scope: Scope,
  fork: Place,
  { standing, visited }: { readonly standing: Standing; readonly visited: number },
  around: Trail | null,
): ForkExploration {
  const join = joinOf(scope, fork.compiled.node.id);
  const branches = explorer.branchRegions(scope, fork, join);
  const summary = (branch: Region, at: Standing, meanwhile: Trail | null) => explorer.summary(branch, { standing: at, visited }, meanwhile);
  const alone = branches.map((branch) => summary(branch, Standing.held, null));
  // Where the first branch to arrive ends the others, nothing happens beside it any more.
  const beforeOthersEnd = ({ anywhere, arrivals }: Summary, at: Standing) =>
    shorter(anywhere[at] ?? null, joinMode(join) === 'all' ? shortestOf(arrivals[at]) : null);
  const reopening = alone.map((each) => beforeOthersEnd(each, Standing.open));
  const beside = (at: number) => around ?? reopening.find((trail, other) => other !== at && trail !== null) ?? null;
  const first = branches.map((branch, at) => summary(branch, standing, beside(at)));
  const tainting = first.map((each) => beforeOthersEnd(each, Standing.tainted));
  const afterTaint = branches.flatMap((branch, at) => {
    const before = standing === Standing.tainted ? null : tainting.find((trail, other) => other !== at && trail !== null);
    return before ? [{ before, summary: summary(branch, Standing.tainted, beside(at)) }] : [];
  });
  // Or it has not begun.
  const onTheWay = alone.map(({ visits }) => [{ visited, trail: noTrail }, ...visits]);
  // What is beside all of them is not waited for at their join.
  const amid = around === null ? alone : branches.map((branch) => summary(branch, Standing.held, around));
  const finished = { branches, alone, amid, first, tainting, standing, summary, onTheWay };
  const outcomes = joinMode(join) === 'all' ? whenAllArrive(finished) : whenOneArrives(finished);
  return {
    join,
    outcomes: outcomes.map((each) => ({ ...each, visited: visited | each.visited })),
    stretches: [...first.map((each) => ({ before: noTrail, summary: each })), ...afterTaint],
    visits: combined(onTheWay),
  };
}

interface Finished {
  readonly branches: readonly Region[];
  /** Of each branch, entered with the obligation held and left to itself. */
  readonly alone: readonly Summary[];
  /** The same, while what is beside the fork may reopen it at any moment. */
  readonly amid: readonly Summary[];
  readonly first: readonly Summary[];
  readonly tainting: readonly (Trail | null)[];
  readonly standing: Standing;
  readonly summary: (branch: Region, standing: Standing, meanwhile: Trail | null) => Summary;
  /** Of each branch, wherever it may be. */
  readonly onTheWay: readonly (readonly Visits[])[];
}

function whenAllArrive({ summary, branches, alone, amid, first, standing }: Finished): readonly Outcome[] {
  const arrivals = alone.map(arrivalsOf);
  /** All others come to the join, and then this one. */
  const last = (at: number, its: readonly Visits[]) => combined([...arrivals.filter((_each, other) => other !== at), its]);
  if (standing === Standing.tainted) return standingAt(Standing.tainted, combined(arrivals));
  return [
    ...first.flatMap((each, at) => standingAt(Standing.tainted, last(at, each.arrivals[Standing.tainted]))),
    ...amid.flatMap((each, at) => standingAt(Standing.open, last(at, each.arrivals[Standing.open]))),
    ...(standing === Standing.open
      ? standingAt(Standing.open, combined(branches.map((branch) => summary(branch, Standing.open, null).arrivals[Standing.open])))
      : []),
    ...standingAt(Standing.held, combined(arrivals)),
  ];
}

function whenOneArrives({ alone, first, tainting, standing, onTheWay }: Finished): readonly Outcome[] {
  return first.flatMap(({ arrivals }, at) => {
    const others = onTheWay.filter((_each, other) => other !== at);
    const arrived = (of: Standing, its: readonly Visits[]) => standingAt(of, combined([...others, its]));
    const tainted = standing === Standing.tainted ? undefined : tainting.find((trail, other) => other !== at && trail !== null);
    const afterTaint = tainted ? arrivalsOf(alone[at] as Summary).map((its) => ({ ...its, trail: withTrail(tainted, its.trail) })) : [];
    return [...Object.values(Standing).flatMap((each) => arrived(each, arrivals[each])), ...arrived(Standing.tainted, afterTaint)];
  });
}

const standingAt = (standing: Standing, visits: readonly Visits[]): readonly Outcome[] => visits.map((each) => ({ ...each, standing }));

const shortestOf = (visits: readonly Visits[]): Trail | null =>
  visits.reduce<Trail | null>((best, { trail }) => shorter(best, trail), null);

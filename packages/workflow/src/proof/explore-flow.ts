import type { CompiledNode } from '../engine/compiled-flow.ts';
import type { Scope } from './control-flow.ts';
import { Explorer } from './explore.ts';
import type { Act, Monitor } from './monitor.ts';
import { type PathStep, stepsOf } from './trail.ts';

/** What one node does to an obligation; `sure` is false where its configuration leaves open whether it does. */
export interface NodeActs {
  readonly entering?: readonly NodeAct[];
  readonly leaving?: Readonly<Record<string, readonly NodeAct[]>>;
}
export interface NodeAct {
  readonly act: Act;
  readonly sure: boolean;
}

/** Something that has to be there before something else, on every path. */
export interface Obligation {
  readonly startsHeld: boolean;
  readonly untilConcluded: boolean;
  readonly acts: ReadonlyMap<CompiledNode, NodeActs>;
}

export type ObligationProof =
  | { readonly outcome: 'proved' }
  /** `violated`: on this path, whatever is unsure. `not_evaluated`: on this path, if what is unsure comes out badly. */
  | { readonly outcome: 'violated' | 'not_evaluated'; readonly path: readonly PathStep[] };

/** Whether an obligation holds on all paths; a shortest path on which it doesn't, where there is one. */
export function proveObligation(scope: Scope, obligation: Obligation): ObligationProof {
  // Nobody may rely on what is unsure, and whatever may do harm does.
  const doubtful = brokenPath(scope, obligation, ({ act, sure }) => sure || act !== 'hold');
  if (doubtful === null) return { outcome: 'proved' };
  const certain = brokenPath(scope, obligation, ({ act, sure }) => sure || act === 'hold');
  return certain === null ? { outcome: 'not_evaluated', path: doubtful } : { outcome: 'violated', path: certain };
}

function brokenPath(scope: Scope, { startsHeld, untilConcluded, acts }: Obligation, counts: (act: NodeAct) => boolean): PathStep[] | null {
  const none: readonly Act[] = [];
  const chosen = (list: readonly NodeAct[] | undefined) => list?.filter(counts).map(({ act }) => act) ?? none;
  const entering = new Map([...acts].map(([node, { entering: list }]) => [node, chosen(list)] as const));
  const leaving = new Map(
    [...acts].map(
      ([node, { leaving: ports }]) => [node, new Map(Object.entries(ports ?? {}).map(([port, list]) => [port, chosen(list)]))] as const,
    ),
  );
  const all = [...entering.values(), ...[...leaving.values()].flatMap((ports) => [...ports.values()])].flat();
  if (!all.includes('need')) return null;
  const monitor: Monitor = {
    start: startsHeld ? 0 : 1,
    untilConcluded,
    reopens: all.includes('open'),
    entering: (node) => entering.get(node) ?? none,
    leaving: (node, port) => leaving.get(node)?.get(port) ?? none,
  };
  const explorer = new Explorer(monitor);
  const { broken } = explorer.summary(explorer.flowRegion(scope), { standing: monitor.start, visited: 0 }, null);
  return broken === null ? null : stepsOf(broken);
}

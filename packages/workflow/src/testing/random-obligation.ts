import fc from 'fast-check';
import type { CompiledFlow, CompiledNode } from '../engine/compiled-flow.ts';
import type { NodeActs, Obligation } from '../proof/explore-flow.ts';
import type { Act } from '../proof/monitor.ts';

/** How an obligation is laid over whatever flow comes: which node gets which acts is drawn from `picks`, one after the other. */
export interface RandomObligation {
  readonly startsHeld: boolean;
  readonly untilConcluded: boolean;
  readonly reopens: boolean;
  readonly picks: readonly number[];
}

export const randomObligation: fc.Arbitrary<RandomObligation> = fc.record({
  startsHeld: fc.constantFrom(false, false, false, true),
  untilConcluded: fc.boolean(),
  reopens: fc.boolean(),
  picks: fc.array(fc.nat(9_999), { minLength: 8, maxLength: 40 }),
});

/** Most nodes say nothing; what does has one act on entering or on leaving by one port. */
export function obligationOn(flow: CompiledFlow, { startsHeld, untilConcluded, reopens, picks }: RandomObligation): Obligation {
  const kinds: readonly Act[] = [
    'hold',
    'need',
    ...(untilConcluded ? (['conclude'] as const) : []),
    ...(reopens ? (['open'] as const) : []),
  ];
  const acts = new Map<CompiledNode, NodeActs>();
  allNodes(flow).forEach((compiled, at) => {
    const pick = picks[at % picks.length] ?? 0;
    if (pick % 3 !== 0) return;
    const list = [{ act: kinds[Math.floor(pick / 3) % kinds.length] as Act, sure: true }];
    const ports = [...compiled.edges.keys()].filter((port) => port !== 'exhausted');
    const port = ports[Math.floor(pick / 30) % Math.max(1, ports.length)];
    const onEntering = port === undefined || ['fork', 'sub-flow'].includes(compiled.node.type) || Math.floor(pick / 7) % 2 === 0;
    acts.set(compiled, onEntering ? { entering: list } : { leaving: { [port]: list } });
  });
  return { startsHeld, untilConcluded, acts };
}

function allNodes(flow: CompiledFlow): CompiledNode[] {
  return [...flow.nodes.values()].flatMap((compiled) => [compiled, ...(compiled.inner === null ? [] : allNodes(compiled.inner))]);
}

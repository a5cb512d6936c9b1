import { type Problem, problem } from '../problem.ts';
import { loopsOf } from './components.ts';
import { type KnownFlow, successors } from './known.ts';
import type { CompiledFlow } from '../../engine/compiled-flow.ts';

/** Loops that never wait, which would run for ever at once, and loops that nothing bounds. */
export function loopProblems(known: KnownFlow): Problem[] {
  const unbounded = loopsOf(successors(known))
    .flat()
    .filter((id) => (known.drafts.get(id)?.node.maxVisits ?? 1) < 2)
    .map((nodeId) => problem('loop_unbounded', { nodeId }));
  const unwaiting = loopsOf(withoutWaits(known)).map((loop) =>
    problem('loop_without_wait', { nodeId: loop[0], detail: loop.slice(0, 8).join(' → ') }),
  );
  return [...unbounded, ...unwaiting];
}

/** The edges that can be followed in no time: from nodes that don't wait, and from `exhausted`, which is taken instead of entering. */
function withoutWaits({ definition, drafts, inner }: KnownFlow): Map<string, string[]> {
  const next = new Map<string, string[]>([...drafts.keys()].map((id) => [id, []]));
  for (const { from, to } of definition.edges) {
    const draft = drafts.get(from.node);
    const within = inner.get(from.node)?.flow;
    const waits = draft?.type?.manifest.waits === true || (within != null && alwaysWaits(within));
    if (drafts.has(to) && (!waits || from.port === 'exhausted')) next.get(from.node)?.push(to);
  }
  return next;
}

/** Whether no way through a flow leads to an end without a node that waits. */
function alwaysWaits({ definition, nodes }: CompiledFlow): boolean {
  const seen = new Set<string>();
  const open: string[] = [definition.start];
  while (open.length > 0) {
    const id = open.pop() as string;
    const compiled = nodes.get(id);
    if (seen.has(id) || !compiled) continue;
    seen.add(id);
    if (compiled.node.type === 'end') return false;
    if (compiled.type.manifest.waits || (compiled.inner && alwaysWaits(compiled.inner))) continue;
    for (const edges of compiled.edges.values()) open.push(...edges.map(({ to }) => to));
  }
  return true;
}

import { type Problem, problem } from '../problem.ts';
import { type KnownFlow, compensationIds, reachable, successors } from './known.ts';

/** Nodes that nothing leads to, and nodes that lead to no end. */
export function reachProblems(known: KnownFlow): Problem[] {
  const { definition, drafts } = known;
  const { start, escalation } = definition;
  if (!drafts.has(start)) return [];
  const next = successors(known);
  const reached = reachable(escalation === undefined ? [start] : [start, escalation], next);
  const undoing = compensationIds(known);
  const unreached = [...drafts.keys()].filter((id) => !reached.has(id) && !undoing.has(id));
  const ends = definition.nodes.filter(({ type }) => type === 'end').map(({ id }) => id as string);
  if (ends.length === 0) return [problem('no_end'), ...unreached.map((nodeId) => problem('unreachable', { nodeId }))];
  const leading = reachable(ends, reversed(next));
  // The hand-over node may lead nowhere: then everything goes on where it was.
  const stuck = [...reached].filter((id) => !leading.has(id) && id !== escalation && !undoing.has(id));
  return [...unreached.map((nodeId) => problem('unreachable', { nodeId })), ...stuck.map((nodeId) => problem('no_way_to_end', { nodeId }))];
}

function reversed(next: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const back = new Map<string, string[]>([...next.keys()].map((id) => [id, []]));
  for (const [id, ends] of next) for (const end of ends) back.get(end)?.push(id);
  return back;
}

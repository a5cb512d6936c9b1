import type { NodeDraft } from '../../engine/compile-node.ts';
import { type Problem, problem } from '../problem.ts';
import type { KnownFlow } from './known.ts';

const DIRECTING = ['fork', 'join', 'decision', 'sub-flow', 'end', 'wait'];

/** What undoes a node exists, stands alone, and needs nobody. */
export function compensationProblems({ definition, drafts }: KnownFlow): Problem[] {
  return definition.nodes.flatMap(({ id: nodeId, compensation, back }) => {
    if (compensation === undefined) return [];
    const target = drafts.get(compensation);
    if (!target) return [problem('unknown_compensation', { nodeId, detail: compensation })];
    const special: readonly (string | undefined)[] = [nodeId, definition.start, definition.escalation];
    const isAlone =
      !special.includes(compensation) && definition.edges.every(({ from, to }) => from.node !== compensation && to !== compensation);
    return [
      ...(isAlone ? [] : [problem('compensation_not_alone', { nodeId, detail: compensation })]),
      ...(DIRECTING.includes(target.node.type) ? [problem('compensation_type', { nodeId, detail: compensation })] : []),
      ...(needsPeople(target) ? [problem('compensation_needs_people', { nodeId, detail: compensation })] : []),
      ...(back ? [problem('compensation_back', { nodeId })] : []),
    ];
  });
}

function needsPeople({ type, config, ports }: NodeDraft): boolean {
  if (!type || !ports) return false;
  return type.manifest.actors(config.kind === 'fixed' ? config.value : config.fixed).some((role) => role !== 'system');
}

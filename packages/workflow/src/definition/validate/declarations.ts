import { fits } from '../../engine/variables.ts';
import { reservedNames } from '../../expressions/limits.ts';
import type { Json } from '../../nodes/node-type.ts';
import type { FlowDefinition } from '../flow-definition.ts';
import { type Problem, problem } from '../problem.ts';

/** Names that stand twice, mean something else, or are meant and don't exist. */
export function declarationProblems({ nodes, variables, segments, start, escalation }: FlowDefinition): Problem[] {
  const ids = new Set<string>(nodes.map(({ id }) => id));
  return [
    ...twice(nodes.map(({ id }) => id)).map((nodeId) => problem('duplicate_node', { nodeId })),
    ...twice(variables.map(({ name }) => name)).map((detail) => problem('duplicate_variable', { detail })),
    ...twice(segments.map(({ id }) => id)).map((detail) => problem('duplicate_segment', { detail })),
    ...variables.filter(({ name }) => reservedNames.has(name)).map(({ name }) => problem('reserved_variable', { detail: name })),
    ...variables
      .filter(({ initial, type }) => initial !== undefined && !fits(initial as Json, type))
      .map(({ name }) => problem('wrong_initial', { detail: name })),
    ...(ids.has(start) ? [] : [problem('unknown_start', { detail: start })]),
    ...(escalation === undefined || ids.has(escalation) ? [] : [problem('unknown_escalation', { detail: escalation })]),
  ];
}

function twice(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
}

import { isPrototypeName } from './hostile-names.ts';
import { DEFINITION_LIMITS } from './limits.ts';
import { type Problem, problem } from './problem.ts';

interface OpenValue {
  readonly value: unknown;
  readonly depth: number;
  readonly path: string;
  readonly nodeId: string | undefined;
}

/**
 * Looks at parsed JSON before anything else does: how many nodes and edges, how deep, how large, and no key that every object has anyway.
 * Goes no further than the limits.
 */
export function guardRaw(raw: unknown): Problem[] {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return [problem('not_json')];
  const counts = countProblems(raw as Record<string, unknown>);
  if (counts.length > 0) return counts;
  const open: OpenValue[] = [{ value: raw, depth: 0, path: '', nodeId: undefined }];
  const problems: Problem[] = [];
  let values = 0;
  while (open.length > 0) {
    const { value, depth, path, nodeId } = open.pop() as OpenValue;
    values += 1;
    if (values > DEFINITION_LIMITS.values) return [problem('too_large', { detail: `> ${DEFINITION_LIMITS.values}` })];
    if (typeof value === 'string' && value.length > DEFINITION_LIMITS.text) problems.push(problem('too_large', { nodeId, detail: path }));
    if (typeof value !== 'object' || value === null) continue;
    if (depth > DEFINITION_LIMITS.depth) return [problem('too_deep', { nodeId, detail: path })];
    const keys = Object.keys(value);
    if (values + open.length + keys.length > DEFINITION_LIMITS.values) {
      return [problem('too_large', { nodeId, detail: `> ${DEFINITION_LIMITS.values}` })];
    }
    for (const key of keys) {
      if (isPrototypeName(key)) problems.push(problem('forbidden_name', { nodeId, detail: key }));
      const inner = Object.getOwnPropertyDescriptor(value, key)?.value as unknown;
      const isNode = path === 'nodes';
      open.push({
        value: inner,
        depth: depth + 1,
        path: path === '' ? key : `${path}.${key}`,
        nodeId: isNode ? idOf(inner) : nodeId,
      });
    }
    if (problems.length > 20) return problems;
  }
  return problems;
}

function countProblems(raw: Record<string, unknown>): Problem[] {
  const count = (key: string) => {
    const list = Object.hasOwn(raw, key) ? raw[key] : undefined;
    return Array.isArray(list) ? list.length : 0;
  };
  const problems: Problem[] = [];
  if (count('nodes') > DEFINITION_LIMITS.nodes) problems.push(problem('too_many_nodes', { detail: count('nodes') }));
  if (count('edges') > DEFINITION_LIMITS.edges) problems.push(problem('too_many_edges', { detail: count('edges') }));
  return problems;
}

function idOf(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, 'id')) return undefined;
  const { id } = node as { id: unknown };
  return typeof id === 'string' ? id.slice(0, 64) : undefined;
}

import type { JoinConfig } from '../../nodes/join/manifest.ts';
import { type Problem, problem } from '../problem.ts';
import { type KnownFlow, successors } from './known.ts';

/** Forks whose branches don't meet at one join, joins that belong to no fork, and edges across a branch's border. */
export function branchProblems(known: KnownFlow): Problem[] {
  const forks = idsOfType(known, 'fork');
  const joins = new Map(idsOfType(known, 'join').map((id) => [id, forkOf(known, id)]));
  const joinless = forks
    .map((nodeId) => ({ nodeId, count: [...joins.values()].filter((fork) => fork === nodeId).length }))
    .filter(({ count }) => count !== 1)
    .map(({ nodeId, count }) => problem('fork_joins', { nodeId, detail: count }));
  const forkless = [...joins]
    .filter(([, fork]) => !forks.includes(fork))
    .map(([nodeId, detail]) => problem('join_without_fork', { nodeId, detail }));
  if (joinless.length > 0 || forkless.length > 0) return [...joinless, ...forkless];
  return crossings(known, joins);
}

function idsOfType({ drafts }: KnownFlow, type: string): string[] {
  return [...drafts.values()].filter(({ node, ports }) => node.type === type && ports !== null).map(({ node }) => node.id as string);
}

function forkOf({ drafts }: KnownFlow, joinId: string): string {
  const config = drafts.get(joinId)?.config;
  return config?.kind === 'fixed' ? (config.value as unknown as JoinConfig).fork : '';
}

/** Walks every way with the branches it is in; a node that is reached in different ones, or an end inside one, is wrong. */
function crossings(known: KnownFlow, joins: ReadonlyMap<string, string>): Problem[] {
  const { definition, drafts } = known;
  const next = successors(known);
  const inBranches = new Map<string, string>();
  const problems = new Map<string, Problem>();
  const roots = definition.escalation === undefined ? [definition.start] : [definition.start, definition.escalation];
  const open = roots.map((id) => ({ id: id as string, branches: [] as readonly string[] }));
  while (open.length > 0) {
    const { id, branches } = open.pop() as (typeof open)[number];
    const draft = drafts.get(id);
    if (!draft) continue;
    const fork = joins.get(id);
    if (fork !== undefined && forkIn(branches.at(-1)) !== fork) {
      problems.set(id, problem('join_without_fork', { nodeId: id, detail: fork }));
      continue;
    }
    const here = fork === undefined ? branches : branches.slice(0, -1);
    const seen = inBranches.get(id);
    if (seen !== undefined) {
      if (seen !== here.join(' ')) problems.set(id, problem('branch_crossed', { nodeId: id }));
      continue;
    }
    inBranches.set(id, here.join(' '));
    if (draft.node.type === 'end' && here.length > 0) {
      problems.set(id, problem('branch_ends_elsewhere', { nodeId: id, detail: forkIn(here.at(-1)) ?? '' }));
    }
    if (draft.node.type !== 'fork') {
      open.push(...(next.get(id) ?? []).map((to) => ({ id: to, branches: here })));
      continue;
    }
    for (const edge of definition.edges.filter(({ from }) => from.node === id)) {
      const isBranch = draft.ports?.includes(edge.from.port);
      open.push({ id: edge.to, branches: isBranch ? [...here, `${id}:${edge.from.port}`] : here });
    }
  }
  return [...problems.values()];
}

const forkIn = (branch: string | undefined) => branch?.slice(0, branch.indexOf(':'));

import { compileFlow } from '../engine/compile.ts';
import type { CompiledFlow, CompiledNode } from '../engine/compiled-flow.ts';
import { scopeOf } from '../proof/control-flow.ts';
import { type NodeActs, type Obligation, type ObligationProof, proveObligation } from '../proof/explore-flow.ts';
import type { Act } from '../proof/monitor.ts';
import { testOptions } from './harness.ts';

interface More {
  readonly untilConcluded?: boolean;
  readonly sure?: boolean;
  readonly inner?: object;
}

/** Acts by `node` (entering it), `node.port` (leaving it) or `inner/node`. */
export function laid(raw: object, acts: Readonly<Record<string, Act>>, more: More = {}): { flow: CompiledFlow; obligation: Obligation } {
  const compiled = compileFlow(raw, testOptions(new Map(more.inner === undefined ? [] : [['inner@1', more.inner]])));
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message.en).join('\n'));
  const acted = new Map<CompiledNode, NodeActs>();
  for (const [place, act] of Object.entries(acts)) {
    const [path = '', port] = place.split('.');
    const node = nodeAt(compiled.flow, path);
    const { entering = [], leaving = {} } = acted.get(node) ?? {};
    const list = [{ act, sure: more.sure ?? true }];
    acted.set(node, port === undefined ? { entering: list, leaving } : { entering, leaving: { ...leaving, [port]: list } });
  }
  return { flow: compiled.flow, obligation: { startsHeld: false, untilConcluded: more.untilConcluded ?? false, acts: acted } };
}

export function prove(raw: object, acts: Readonly<Record<string, Act>>, more: More = {}): ObligationProof {
  const { flow, obligation } = laid(raw, acts, more);
  return proveObligation(scopeOf(flow), obligation);
}

function nodeAt(flow: CompiledFlow, path: string): CompiledNode {
  const [first = '', ...rest] = path.split('/');
  const found = flow.nodes.get(first);
  if (found === undefined) throw new Error(`no node ${path}`);
  return rest.length === 0 || found.inner === null ? found : nodeAt(found.inner, rest.join('/'));
}

/** The path as it is told, each node with how it is come to where that is not along an edge. */
export const shown = (proof: ObligationProof): string =>
  'path' in proof
    ? `${proof.outcome}: ${proof.path.map(({ node, via }) => (via === 'edge' || via === 'start' ? node : `(${via}) ${node}`)).join(' ')}`
    : proof.outcome;

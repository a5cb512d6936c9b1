import type { LocalText } from '@guichet/protocol';
import type { z } from 'zod';
import type { CompiledFlow, CompiledNode } from '../../engine/compiled-flow.ts';
import type { NodeActs, Obligation } from '../explore-flow.ts';
import { saleTags } from '../proof-rule.ts';

/** A flow's nodes, those of its sub-flows included, each with the flow that it stands in. */
export interface AskedFlow {
  readonly flow: CompiledFlow;
  readonly nodes: readonly AskedNode[];
}
export interface AskedNode {
  readonly compiled: CompiledNode;
  readonly flow: CompiledFlow;
}

/** What a rule comes to for one flow. */
export interface NamedObligation extends Obligation {
  /** What is missing on the path. */
  readonly missing: LocalText;
  /** What would mend it; `{}` stands for the node that the path ends at. */
  readonly mend: LocalText;
}

export type Asked = { readonly obligations: readonly NamedObligation[] } | { readonly undecided: LocalText };

/** How a kind of rule is read as obligations. Parameters that don't fit are not guessed at. */
export interface OrderingKind<Parameters = unknown> {
  readonly parameters: z.ZodType<Parameters>;
  /** Asked only of runs in which business is concluded; whether the rule says so is given for those kinds that make sense without. */
  readonly onlySales: boolean;
  ask(flow: AskedFlow, parameters: Parameters, ofSale: boolean): Asked;
}

/** Keeps a kind's own parameters inside it. */
export const defineKind = <Parameters>(kind: OrderingKind<Parameters>): OrderingKind => kind as unknown as OrderingKind;

export const text = (zh: string, en: string): LocalText => ({ 'zh-CN': zh, en });

export function askedFlow(flow: CompiledFlow): AskedFlow {
  const nodesOf = (one: CompiledFlow): AskedNode[] =>
    [...one.nodes.values()].flatMap((compiled) => [{ compiled, flow: one }, ...(compiled.inner === null ? [] : nodesOf(compiled.inner))]);
  return { flow, nodes: nodesOf(flow) };
}

export const isSale = ({ node }: CompiledNode): boolean => node.tags.some((tag) => saleTags.includes(tag));

/** What each node does by any of the labels, in their order. */
export function actsOf({ nodes }: AskedFlow, labels: readonly ((node: AskedNode) => NodeActs | null)[]): Obligation['acts'] {
  const acts = new Map<CompiledNode, NodeActs>();
  for (const node of nodes) {
    for (const label of labels) {
      const found = label(node);
      if (found === null) continue;
      const before = acts.get(node.compiled);
      const ports = new Set([...Object.keys(before?.leaving ?? {}), ...Object.keys(found.leaving ?? {})]);
      acts.set(node.compiled, {
        entering: [...(before?.entering ?? []), ...(found.entering ?? [])],
        leaving: Object.fromEntries(
          [...ports].map((port) => [port, [...(before?.leaving?.[port] ?? []), ...(found.leaving?.[port] ?? [])]]),
        ),
      });
    }
  }
  return acts;
}

/** Where business is concluded: what was needed before is needed now, or what lacked before counts now. */
export const atSale =
  (act: 'need' | 'conclude') =>
  ({ compiled }: AskedNode): NodeActs | null =>
    isSale(compiled) ? { entering: [{ act, sure: true }] } : null;

export const inSegments = ({ compiled }: AskedNode, segments: readonly string[]): boolean =>
  compiled.node.segment !== undefined && segments.includes(compiled.node.segment);

export const BEFORE_SALE = text('办成之前', 'before the business is concluded');

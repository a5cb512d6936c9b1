import { type CompiledFlow, compileFlow, nodeRegistry, shippedFlow, subFlowRef } from '@guichet/workflow';

interface Definition {
  readonly key: string;
  readonly variables: readonly object[];
  readonly nodes: readonly object[];
  readonly edges: readonly {
    readonly from: { readonly node: string; readonly port: string };
    readonly to: string;
    readonly when?: string;
  }[];
}

/** With 51 blocks in the sale and 29 in each of two sub-flows: 1,000 nodes and a few more. */
const BLOCKS = { sale: 51, inner: 29 } as const;
const LEADS_IN = { node: 'risk', port: 'matched' } as const;

const text = (en: string) => ({ 'zh-CN': en, en });
const x = { name: 'x', type: 'number', title: text('x') };
const edge = (from: string, to: string, when?: string) => {
  const [node = '', port = ''] = from.split('.');
  return { from: { node, port }, to, ...(when === undefined ? {} : { when }) };
};

/** Nine nodes: a choice, two branches beside one another, a question, and a way round with an end to it. */
function block(at: number, next: string): Pick<Definition, 'nodes' | 'edges'> {
  const id = (name: string) => `${name}${at}`;
  const wait = (name: string) => ({ id: id(name), type: 'wait', config: { forMs: 1_000 }, maxVisits: 3 });
  const choices = ['expected', 'refused'].map((key) => ({ key, title: text(key), class: key }));
  return {
    nodes: [
      { id: id('choice'), type: 'decision', maxVisits: 3 },
      ...['this', 'that', 'left', 'right', 'again'].map(wait),
      { id: id('fork'), type: 'fork', config: { branches: ['left', 'right'] }, maxVisits: 3 },
      { id: id('join'), type: 'join', config: { fork: id('fork') }, maxVisits: 3 },
      { id: id('ask'), type: 'question', config: { question: text('?'), choices }, maxVisits: 3 },
    ],
    edges: [
      edge(`${id('choice')}.next`, id('this'), 'x > 3'),
      edge(`${id('choice')}.next`, id('that')),
      edge(`${id('choice')}.exhausted`, next),
      edge(`${id('this')}.elapsed`, id('fork')),
      edge(`${id('that')}.elapsed`, id('fork')),
      edge(`${id('fork')}.left`, id('left')),
      edge(`${id('fork')}.right`, id('right')),
      edge(`${id('left')}.elapsed`, id('join')),
      edge(`${id('right')}.elapsed`, id('join')),
      edge(`${id('join')}.done`, id('ask')),
      edge(`${id('ask')}.expected`, next),
      edge(`${id('ask')}.refused`, id('again')),
      edge(`${id('again')}.elapsed`, id('choice')),
    ],
  };
}

/** Blocks one behind the other; the last one leads to `next`. The first node is `choice0`. */
function chain(length: number, next: string): Pick<Definition, 'nodes' | 'edges'> {
  const blocks = Array.from({ length }, (_block, at) => block(at, at + 1 < length ? `choice${at + 1}` : next));
  return { nodes: blocks.flatMap(({ nodes }) => nodes), edges: blocks.flatMap(({ edges }) => edges) };
}

export interface LargeFlow {
  /** Reads and checks it, as every `flow validate` does. */
  readonly validate: () => CompiledFlow;
  readonly nodes: number;
}

/** The sale of a wealth product that ships, with a thousand nodes between its assessment and its presentation. */
export function largeFlow(): LargeFlow {
  const sale = shippedFlow('wealth-sale') as Definition;
  const long = chain(BLOCKS.sale, 'innerA');
  const inner = chain(BLOCKS.inner, 'done');
  const after = sale.edges.find(({ from }) => from.node === LEADS_IN.node && from.port === LEADS_IN.port)?.to ?? '';
  const subFlow = { ...sale, key: 'inner', escalation: undefined, segments: [], variables: [x], start: 'choice0', ...inner };
  const subFlows = new Map([
    [subFlowRef('inner', 1), { ...subFlow, nodes: [...inner.nodes, { id: 'done', type: 'end', config: { outcome: 'done' } }] }],
  ]);
  const calling = (id: string) => ({ id, type: 'sub-flow', config: { flow: 'inner', version: 1 } });
  const definition = {
    ...sale,
    variables: [...sale.variables, x],
    nodes: [...sale.nodes, ...long.nodes, calling('innerA'), calling('innerB')],
    edges: [
      ...sale.edges.map((each) =>
        each.from.node === LEADS_IN.node && each.from.port === LEADS_IN.port ? { ...each, to: 'choice0' } : each,
      ),
      ...long.edges,
      edge('innerA.done', 'innerB'),
      edge('innerB.done', after),
    ],
  };
  const validate = () => {
    const compiled = compileFlow(JSON.parse(JSON.stringify(definition)), { registry: nodeRegistry, subFlows });
    if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message.en).join(' '));
    return compiled.flow;
  };
  return { validate, nodes: definition.nodes.length + 2 * (inner.nodes.length + 1) };
}

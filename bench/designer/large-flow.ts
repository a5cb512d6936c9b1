const COLUMNS = 10;

export interface LargeFlow {
  readonly nodes: readonly { readonly id: string; readonly title: { readonly en: string } }[];
  readonly edges: readonly {
    readonly from: { readonly node: string; readonly port: string };
    readonly to: string;
    readonly when?: string;
  }[];
  readonly canvas: {
    readonly nodes: Readonly<Record<string, { readonly x: number; readonly y: number }>>;
    readonly comments: readonly never[];
  };
}

const PORT_OF: Readonly<Record<string, string>> = { connect: 'connected', decision: 'next', conversation: 'done' };

const text = (en: string) => ({ 'zh-CN': en, en });

/** A flow that people could have drawn: it begins with the call, every fourth step is a choice between two ways, all of it on a grid. Sound, and the same each time. */
export function largeFlow(count: number): LargeFlow & Record<string, unknown> {
  const ids = Array.from({ length: count }, (_, i) => `step${i + 1}`);
  const nodes = ids.map((id, i) => {
    const isLast = i === count - 1;
    const type = isLast ? 'end' : i === 0 ? 'connect' : i % 4 === 2 ? 'decision' : 'conversation';
    return { id, type, title: text(`Step ${i + 1}`), config: isLast ? { outcome: 'completed' } : {} };
  });
  const edges = nodes.flatMap(({ id, type }, i) => {
    const next = ids[i + 1];
    if (next === undefined) return [];
    const from = { node: id, port: PORT_OF[type] ?? '' };
    const further = ids[i + 2];
    return type === 'decision' && further !== undefined
      ? [
          { from, to: further, when: 'age > 60' },
          { from, to: next },
        ]
      : [{ from, to: next }];
  });
  const places = ids.map((id, i) => [id, { x: (i % COLUMNS) * 248, y: Math.floor(i / COLUMNS) * 112 }]);
  return {
    formatVersion: 1,
    key: 'bench-large',
    title: text('Large flow'),
    summary: text('As many steps as a benchmark needs.'),
    channel: 'remote',
    product: 'account',
    roles: ['customer', 'agent', 'system'],
    variables: [{ name: 'age', type: 'number', title: text('Age') }],
    start: 'step1',
    nodes,
    edges,
    canvas: { nodes: Object.fromEntries(places) as Record<string, { x: number; y: number }>, comments: [] },
  };
}

import { type CompiledFlow, compileFlow, nodeRegistry } from '@guichet/workflow';
import { LINES } from './story.ts';
import { SENTENCES } from './voices.ts';

const text = (words: string) => ({ 'zh-CN': words, en: words });
const NODES = ['opening', 'identity', 'liveness', 'face', 'disclosure', 'confirmation', 'signing', 'done'] as const;

/** The least that a sale is made of. Its rules are those of any other. */
function definition(served: 'agent' | 'virtual_agent') {
  const script = (id: string) => ({
    id,
    type: 'script',
    title: text(id),
    segment: id,
    config: {
      tooFast: 'flag',
      lines: LINES.filter(({ node }) => node === id).map(({ sentence, answer }) => ({
        key: sentence,
        text: text(SENTENCES[sentence]),
        readBy: served,
        minSeconds: 2,
        acknowledge: answer !== null,
        rule: 'CN-B6',
      })),
    },
    tags: [],
  });
  const check = (id: string, type: string, config: object) => ({
    id,
    type,
    title: text(id),
    segment: 'identity',
    config,
    tags: ['identity'],
  });
  return {
    formatVersion: 1,
    key: `short-sale-${served.replace('_', '-')}`,
    title: text('short sale'),
    summary: text('short sale'),
    channel: served === 'agent' ? 'remote' : 'self_service',
    product: 'wealth_product',
    roles: ['customer', 'agent', 'virtual_agent', 'system'],
    segments: ['opening', 'identity', 'disclosure', 'confirmation', 'signing'].map((id) => ({ id, title: text(id) })),
    start: 'opening',
    nodes: [
      script('opening'),
      check('identity', 'identity-document', { documents: ['cn_resident_id'], fields: ['name'] }),
      check('liveness', 'liveness', {}),
      check('face', 'face-match', {}),
      script('disclosure'),
      script('confirmation'),
      {
        id: 'signing',
        type: 'document',
        title: text('signing'),
        segment: 'signing',
        config: {
          template: 'wealth-risk-disclosure',
          title: text('document'),
          places: [{ name: 'customer_signature', kind: 'signature', page: 'last', x: 0.1, y: 0.8, width: 0.3, height: 0.1 }],
        },
        tags: ['sale'],
      },
      { id: 'done', type: 'end', title: text('done'), config: { outcome: 'completed' }, tags: [] },
    ],
    edges: NODES.slice(0, -1).flatMap((from, nth) => {
      const to = NODES[nth + 1] ?? 'done';
      const isCheck = ['identity', 'liveness', 'face'].includes(from);
      const ports = isCheck ? ['confirmed', 'rejected'] : from === 'signing' ? ['done', 'declined'] : ['done'];
      return ports.map((port, way) => ({ from: { node: from, port }, to: way === 0 ? to : 'done' }));
    }),
  };
}

export function shortFlow(served: 'agent' | 'virtual_agent'): CompiledFlow {
  const compiled = compileFlow(definition(served), { registry: nodeRegistry });
  if (!compiled.ok) throw new Error(`The short flow does not compile: ${JSON.stringify(compiled.problems)}`);
  return compiled.flow;
}

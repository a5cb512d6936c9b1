import { describe, expect, it } from 'vitest';
import { FlowDefinition } from '../definition/flow-definition.ts';
import { compileFlow, validateFlow } from '../engine/compile.ts';
import { nodeRegistry } from '../nodes/all.ts';
import { shippedFlows } from './index.ts';

const definitions = shippedFlows.map((flow) => [(flow as { key: string }).key, FlowDefinition.parse(flow)] as const);

/** Paths of what a schema has silently left out. */
function lost(written: unknown, parsed: unknown, path = ''): string[] {
  if (typeof written !== 'object' || written === null) return [];
  return Object.entries(written).flatMap(([key, value]) => {
    const kept = (parsed as Record<string, unknown> | null | undefined)?.[key];
    return kept === undefined ? [`${path}${key}`] : lost(value, kept, `${path}${key}.`);
  });
}

describe.each(definitions)('%s', (key, definition) => {
  it('has no problem', () => {
    expect(validateFlow(definition, { registry: nodeRegistry })).toEqual([]);
  });

  it('sets nothing that its node types do not know', () => {
    const compiled = compileFlow(definition, { registry: nodeRegistry });
    if (!compiled.ok) throw new Error('The flow has problems');
    for (const { node, config } of compiled.flow.nodes.values()) {
      expect(lost(node.config, config.kind === 'fixed' ? config.value : config.fixed), node.id).toEqual([]);
    }
  });

  it('says on what rules it stands, and is named by its key', () => {
    expect(definition.key).toBe(key);
    expect(definition.citations.length).toBeGreaterThan(0);
    expect(new Set(definition.citations.map(({ rule }) => rule)).size).toBe(definition.citations.length);
  });

  it('names only rules that it cites', () => {
    const cited = new Set(definition.citations.map(({ rule }) => rule));
    const named = [...JSON.stringify(definition.nodes).matchAll(/"rule":"([^"]+)"/g)].map(([, rule]) => rule);
    expect(named.filter((rule) => !cited.has(rule ?? ''))).toEqual([]);
  });

  it('has every title in Chinese and in English', () => {
    const texts = [...JSON.stringify(definition).matchAll(/"zh-CN":"([^"]+)","en":"([^"]+)"/g)];
    expect(texts.length).toBeGreaterThan(3);
    for (const [, chinese = '', english = ''] of texts) {
      expect(/[一-鿿]/.test(chinese), chinese).toBe(true);
      expect(/[一-鿿]/.test(english), english).toBe(false);
    }
  });
});

describe('whether an agent may complete a customer’s part', () => {
  const takenOver = definitions.flatMap(([key, { nodes }]) =>
    nodes.filter(({ config }) => config['mayTakeOver'] === true).map(({ id }) => `${key}.${id}`),
  );

  it('is never so where something is sold: whoever sells does not act for the customer', () => {
    const sales = definitions.filter(([, { nodes }]) => nodes.some(({ tags }) => tags.includes('sale'))).map(([key]) => key);
    expect(sales).toEqual(expect.arrayContaining(['wealth-sale', 'insurance-sale', 'self-service']));
    expect(takenOver.filter((node) => sales.some((key) => node.startsWith(`${key}.`)))).toEqual([]);
  });

  it('is so for the forms that say what a card or an account is for, once somebody was identified', () => {
    expect(takenOver.toSorted()).toEqual(['lost-card.deliveryForm', 'video-counter.requestForm']);
  });
});

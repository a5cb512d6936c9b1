import { describe, expect, test } from 'vitest';
import { compileFlow, validateFlow } from '../engine/compile.ts';
import { nodeRegistry } from '../nodes/all.ts';
import { NodeRunner } from '../nodes/testing/node-run.ts';
import { proveFlow } from '../proof/prove-flow.ts';
import { Scenario } from '../simulation/scenario.ts';
import { simulate } from '../simulation/simulate.ts';
import { ComponentManifest, componentType } from './component-manifest.ts';
import { componentNodeType } from './component-node-type.ts';
import { ComponentView } from './view-schema.ts';

const text = (en: string) => ({ 'zh-CN': en, en });
const object = (properties: object, required: readonly string[] = Object.keys(properties)) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

/** Notes are counted by the agent; the customer agrees or does not. */
const counting = ComponentManifest.parse({
  contract: 1,
  name: 'cash-count',
  version: 2,
  title: text('Counting cash'),
  description: text('Counting cash'),
  icon: 'cash',
  category: 'talk',
  actors: ['agent', 'customer'],
  config: object({ tills: { type: 'array', maxItems: 3, items: object({ key: { type: 'string', maxLength: 9 } }) } }),
  ports: [
    { name: 'agreed', title: text('Agreed') },
    { name: 'disputed', title: text('Disputed') },
  ],
  actions: {
    count: {
      title: text('Count'),
      roles: ['agent'],
      personal: true,
      seenBy: ['agent'],
      input: object({ till: { type: 'string', maxLength: 9 }, total: { type: 'integer', minimum: 0, maximum: 1_000_000 } }),
      among: { field: 'till', list: 'tills', key: 'key' },
    },
    tell: { title: text('Tell'), roles: ['agent'], after: ['count'], input: { type: 'null' } },
    agree: { title: text('Agree'), roles: ['customer'], after: ['tell'], input: { type: 'null' }, port: 'agreed' },
    dispute: {
      title: text('Dispute'),
      roles: ['customer'],
      after: ['tell'],
      input: object({ why: { type: 'string', maxLength: 20 } }),
      port: 'disputed',
    },
  },
  outputs: {
    total: { type: 'number', title: text('Total'), personal: true, from: { action: 'count', field: 'total' } },
    why: { type: 'string', title: text('Why'), from: { action: 'dispute', field: 'why' } },
  },
  page: { sha256: 'a'.repeat(64), sizeBytes: 1 },
});
const type = componentNodeType(counting);
const config = { tills: [{ key: 'left' }] };
const counted = { till: 'left', total: 300 };

describe('a component of the bank’s own', () => {
  const run = () => new NodeRunner(type, { config });

  test('is worked on by those that it names, in its own order, and ends with what was put in', () => {
    const done = run().act('agent', 'count', counted).act('agent', 'tell').act('customer', 'agree');
    expect(done.done).toEqual({ port: 'agreed', outputs: { total: 300, why: null } });
  });

  test('refuses whoever is not named, what comes too early, and what does not fit its schema', () => {
    expect(() => run().act('customer', 'count', counted)).toThrow('Not this role');
    expect(() => run().act('customer', 'agree')).toThrow('before');
    for (const input of [null, {}, { ...counted, total: -1 }, { ...counted, total: 1.5 }, { ...counted, more: 1 }])
      expect(() => run().act('agent', 'count', input)).toThrow();
    expect(() => run().act('agent', 'count', { till: 'right', total: 1 })).toThrow('no such entry');
  });

  test('forgets what was said on the strength of something that was done again', () => {
    const again = run()
      .act('agent', 'count', counted)
      .act('agent', 'tell')
      .act('agent', 'count', { ...counted, total: 400 });
    expect(() => again.act('customer', 'agree')).toThrow('before');
  });

  test('shows each party what is theirs', () => {
    const stands = run().act('agent', 'count', counted);
    const [customer, agent, supervisor] = (['customer', 'agent', 'supervisor'] as const).map((role) =>
      ComponentView.parse(stands.view(role)),
    );
    expect(customer).toMatchObject({ kept: {}, can: [] });
    expect(agent?.kept['count']?.input).toEqual(counted);
    expect(agent?.can.map(({ action }) => action)).toEqual(['count', 'tell']);
    expect(supervisor?.kept).toEqual(agent?.kept);
    expect(stands.marks).toEqual([{ name: 'component_acted', detail: { action: 'count', by: 'agent' } }]);
  });
});

test('fields are asked for in the order in which they are required, whatever became of the manifest on its way', () => {
  const fields = { b: { type: 'boolean' }, a: { type: 'boolean' }, c: { type: 'boolean' } };
  const config = { ...object(fields, ['c', 'b']) };
  const { manifest } = componentNodeType(
    ComponentManifest.parse({
      ...counting,
      config,
      actions: {
        agree: { ...counting.actions['tell'], after: [], port: 'agreed' },
        dispute: { ...counting.actions['tell'], after: [], port: 'disputed' },
      },
      outputs: {},
    }),
  );
  expect(Object.keys(manifest.config.parse({ a: true, b: true, c: true }) as object)).toEqual(['c', 'b', 'a']);
});

describe('a flow with a component', () => {
  const node = { id: 'cash', type: componentType(counting), config, outputs: { total: 'sum' } };
  const flow = {
    formatVersion: 1,
    key: 'with-cash',
    title: text('With cash'),
    summary: text('With cash'),
    channel: 'branch',
    product: 'account',
    roles: ['customer', 'agent'],
    variables: [{ name: 'sum', type: 'number', title: text('Sum'), personal: true }],
    start: 'cash',
    nodes: [
      node,
      { id: 'large', type: 'end', config: { outcome: 'completed' } },
      { id: 'small', type: 'end', config: { outcome: 'declined' } },
    ],
    edges: [
      { from: { node: 'cash', port: 'agreed' }, to: 'large', when: 'sum > 100' },
      { from: { node: 'cash', port: 'agreed' }, to: 'small' },
      { from: { node: 'cash', port: 'disputed' }, to: 'small' },
    ],
    components: [counting],
  };
  const problems = (change: object) => validateFlow({ ...flow, ...change }, { registry: nodeRegistry }).map(({ code }) => code);

  test('is compiled, proved, simulated and covered as any other', () => {
    const compiled = compileFlow(JSON.parse(JSON.stringify(flow)), { registry: nodeRegistry });
    if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message.en).join());
    const acts = [
      { act: 'count', by: 'agent', input: counted },
      { act: 'agree', by: 'customer', refused: 'wrong_state' },
      { act: 'count', by: 'agent', input: { till: 'left', total: 'much' }, refused: 'invalid' },
      { act: 'tell', by: 'agent' },
      { act: 'agree', by: 'customer' },
    ];
    const result = simulate(compiled.flow, Scenario.parse({ formatVersion: 1, nodes: { cash: [acts] }, expect: { outcome: 'completed' } }));
    expect(result.unmet).toEqual([]);
    expect(result.coverage).toMatchObject({
      nodes: { walked: 2, all: 3 },
      missedEdges: ['cash.agreed -> small', 'cash.disputed -> small'],
    });
    expect(proveFlow(compiled.flow, []).rules).toEqual([]);
  });

  test('is told what is wrong with it as any other', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ components: [] })).toContain('unknown_type');
    expect(problems({ nodes: [{ ...node, config: { tills: 'none' } }, ...flow.nodes.slice(1)] })).toContain('config_invalid');
    expect(problems({ variables: [{ ...flow.variables[0], personal: false }] })).toContain('personal_output');
    expect(problems({ edges: flow.edges.slice(0, 2) })).not.toEqual([]);
    expect(problems({ components: [counting, counting] })).toEqual(['malformed']);
    expect(problems({ components: [{ ...counting, name: 'script' }] })).toContain('unknown_type');
  });
});

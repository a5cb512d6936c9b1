import { type CompiledFlow, type JsonObject, NodeRegistry, compileFlow, defineNodeType, engineNodeTypes } from '@guichet/workflow';
import { z } from 'zod';

/** A guard in FEEL, and as the peers have it. */
export interface Guard {
  readonly feel: string;
  holds(variables: Readonly<Record<string, unknown>>): boolean;
}

export const STEPS = 20;
/** Behind which steps the path branches; the other way is a step that the path never takes. */
export const BRANCHES = [5, 10, 15] as const;

export const variables: JsonObject = {
  amount: 200_000,
  risk: 'C3',
  age: 41,
  channel: 'remote',
  born: '1985-04-01',
  holdings: ['R2', 'R3'],
};

/** Written as a designer writes them; each is true on the path. The engine turns these into closures. */
export const simpleGuards: readonly Guard[] = [
  {
    feel: 'amount >= 50000 and amount <= 1000000',
    holds: ({ amount }) => Number(amount) >= 50_000 && Number(amount) <= 1_000_000,
  },
  {
    feel: 'risk = "C3" or risk = "C4"',
    holds: ({ risk }) => risk === 'C3' || risk === 'C4',
  },
  {
    feel: 'age < 65 and channel = "remote"',
    holds: ({ age, channel }) => Number(age) < 65 && channel === 'remote',
  },
];

/** Conditions on dates and lists, which only the interpreter understands. */
export const interpretedGuards: readonly string[] = [
  'date(born) < date("1990-01-01")',
  'some level in holdings satisfies level = risk or level = "R3"',
  'count(holdings[item = "R5"]) = 0 and amount > 50000',
];

/** A step that is left when somebody says so: the least that a node type does, with its roles and its input's schema. */
const step = defineNodeType<object, null>({
  manifest: {
    type: 'step',
    title: { 'zh-CN': '步骤', en: 'Step' },
    description: { 'zh-CN': '步骤', en: 'A step' },
    icon: 'point',
    category: 'talk',
    config: z.object({}),
    outputs: {},
    ports: () => ['done'],
    actors: () => ['customer'],
    needs: () => [],
    actions: { done: { roles: ['customer'], input: z.object({}) } },
    waits: true,
  },
  behaviour: {
    enter: () => ({ data: null }),
    act: (data) => ({ data, done: { port: 'done' } }),
    view: () => ({}),
  },
});

export function twentySteps(guards: readonly string[]): CompiledFlow {
  const text = (words: string) => ({ 'zh-CN': words, en: words });
  const ids = Array.from({ length: STEPS }, (_step, i) => `s${i + 1}`);
  const types = { amount: 'number', risk: 'string', age: 'number', channel: 'string', born: 'string', holdings: 'list' };
  const edges = ids.flatMap((id, i) => {
    const to = ids[i + 1] ?? 'end';
    const branch = BRANCHES.findIndex((at) => at === i + 1);
    const from = { node: id, port: 'done' };
    return branch === -1
      ? [{ from, to }]
      : [
          { from, to, when: guards[branch] },
          { from, to: 'aside' },
        ];
  });
  const result = compileFlow(
    {
      formatVersion: 1,
      key: 'twenty-steps',
      title: text('Twenty steps'),
      summary: text('Twenty steps'),
      channel: 'remote',
      product: 'account',
      roles: ['customer'],
      variables: Object.entries(types).map(([name, type]) => ({ name, type, title: text(name) })),
      start: 's1',
      nodes: [
        ...ids.map((id) => ({ id, type: 'step' })),
        { id: 'aside', type: 'step' },
        { id: 'end', type: 'end', config: { outcome: 'completed' } },
      ],
      edges: [...edges, { from: { node: 'aside', port: 'done' }, to: 'end' }],
    },
    { registry: new NodeRegistry([...engineNodeTypes, step]) },
  );
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message.en).join(' '));
  return result.flow;
}

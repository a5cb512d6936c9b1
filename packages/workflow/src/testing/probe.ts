import { z } from 'zod';
import { FlowRole, PortName } from '../definition/flow-definition.ts';
import { ActionRefused, type Json, type NodeType, defineNodeType, nodeNeeds } from '../nodes/node-type.ts';

const ProbeConfig = z.object({
  ports: z.array(PortName).min(1).default(['done']),
  by: z.array(FlowRole).default(['customer']),
  needs: z.array(z.enum(nodeNeeds)).default([]),
  /** Asks this of the outside when it is entered. */
  request: z.string().optional(),
  /** Fires by itself after so long and leaves by its first port. */
  afterMs: z.number().int().optional(),
  /** Fails when it is entered, up to this attempt. */
  failUntil: z.number().int().default(0),
  retryable: z.boolean().default(true),
  throws: z.boolean().default(false),
  note: z.string().default(''),
});
type ProbeConfig = z.infer<typeof ProbeConfig>;
type ProbeData = { readonly said: Json; readonly answers: number };

/** A node type for tests: leaves by the port that it is told, asks, fails, waits and throws as it is configured. */
export const probe: NodeType = defineNodeType<ProbeConfig, ProbeData>({
  manifest: {
    type: 'probe',
    title: { 'zh-CN': '探针', en: 'Probe' },
    description: { 'zh-CN': '测试用', en: 'For tests' },
    icon: 'flask',
    category: 'talk',
    config: ProbeConfig,
    outputs: {
      value: { type: 'number', title: { 'zh-CN': '值', en: 'Value' } },
      secret: { type: 'string', personal: true, title: { 'zh-CN': '秘密', en: 'Secret' } },
    },
    ports: (config) => config.ports,
    actors: (config) => config.by,
    needs: (config) => config.needs,
    actions: {
      leave: {
        roles: ['customer', 'agent'],
        input: z.object({
          port: z.string().default('done'),
          value: z.number().nullable().default(null),
          secret: z.string().nullable().default(null),
        }),
      },
      say: { roles: ['customer', 'agent', 'virtual_agent'], input: z.string().max(100) },
      fail: { roles: ['customer', 'agent'], input: z.object({ retryable: z.boolean() }) },
    },
    waits: true,
  },
  behaviour: {
    enter({ config, nowMs, attempt }) {
      if (config.throws) throw new Error('a fault of the node type');
      const data = { said: null, answers: 0 };
      if (attempt <= config.failUntil) return { data, failed: { code: 'not_yet', retryable: config.retryable } };
      return {
        data,
        effects: config.request === undefined ? [] : [{ kind: config.request, payload: { note: config.note } }],
        timers: config.afterMs === undefined ? {} : { own: nowMs + config.afterMs },
      };
    },
    act(data, { name, input }, { config }) {
      if (name === 'say') return { data: { ...data, said: input }, marks: [{ name: 'said', detail: {} }] };
      if (name === 'fail') return { data, failed: { code: 'told_to', retryable: (input as { retryable: boolean }).retryable } };
      const { port, value, secret } = input as { port: string; value: number | null; secret: string | null };
      if (!config.ports.includes(port)) throw new ActionRefused('invalid', 'No such port');
      return { data, done: { port, outputs: { value, secret } } };
    },
    receive(data, signal, { config }) {
      if (signal.name !== `${config.request}.answered`) return { data };
      if (signal.payload['ok'] === false) return { data, failed: { code: 'refused', retryable: true } };
      return { data: { ...data, answers: data.answers + 1 }, done: { port: config.ports[0] ?? 'done' } };
    },
    timer: (data, _name, { config }) => ({ data, done: { port: config.ports[0] ?? 'done' } }),
    view: (data, role) => ({ said: data.said, role }),
  },
});

/** What the system does by itself, to undo something: asks, and is done when the answer comes. */
export const undo: NodeType = defineNodeType<{ what: string }, null>({
  manifest: {
    type: 'undo',
    title: { 'zh-CN': '撤销', en: 'Undo' },
    description: { 'zh-CN': '测试用', en: 'For tests' },
    icon: 'flask',
    category: 'system',
    config: z.object({ what: z.string() }),
    outputs: {},
    ports: () => ['done'],
    actors: () => ['system'],
    needs: () => ['call'],
    actions: {},
    waits: true,
  },
  behaviour: {
    enter: ({ config }) => ({ data: null, effects: [{ kind: 'service.call', payload: { undo: config.what } }] }),
    receive: (data, { name, payload }) =>
      name !== 'service.call.answered'
        ? { data }
        : payload['ok'] === false
          ? { data, failed: { code: 'refused', retryable: true } }
          : { data, done: { port: 'done' } },
    view: () => ({}),
  },
});

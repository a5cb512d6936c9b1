import { defineNodeType, type NodeType } from '../node-type.ts';
import { type WaitConfig, waitManifest } from './manifest.ts';

const TIMER = 'elapsed';

export const wait: NodeType = defineNodeType<WaitConfig, null>({
  manifest: waitManifest,
  behaviour: {
    enter: ({ config, nowMs }) => ({ data: null, timers: config.forMs === undefined ? {} : { [TIMER]: nowMs + config.forMs } }),
    receive: (data, signal, { config }) => (signal.name === config.signal ? { data, done: { port: 'signalled' } } : { data }),
    timer: (data) => ({ data, done: { port: 'elapsed' } }),
    view: (_data, _role, { config }) => ({ signal: config.signal ?? null }),
  },
});

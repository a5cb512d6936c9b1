import { z } from 'zod';
import { type NodeManifest, nodeNeeds } from '../node-type.ts';

export const WaitConfig = z
  .object({
    /** How long; leaves by `elapsed`. */
    forMs: z
      .number()
      .int()
      .min(0)
      .max(366 * 86_400_000)
      .optional(),
    /** A fact of the session or of the bank to wait for, e.g. `call.started`; leaves by `signalled`. */
    signal: z.string().min(1).max(64).optional(),
    needs: z.array(z.enum(nodeNeeds)).max(nodeNeeds.length).default([]),
  })
  .refine((config) => config.forMs !== undefined || config.signal !== undefined, 'waits for a time (forMs), a signal, or both');
export type WaitConfig = z.infer<typeof WaitConfig>;

export const waitManifest: NodeManifest<WaitConfig> = {
  type: 'wait',
  title: { 'zh-CN': '等待', en: 'Wait' },
  description: { 'zh-CN': '等待一段时间或某个事件。', en: 'Waits for a time, or for something to happen.' },
  icon: 'hourglass',
  category: 'flow',
  config: WaitConfig,
  outputs: {},
  ports: (config) => [...(config.forMs === undefined ? [] : ['elapsed']), ...(config.signal === undefined ? [] : ['signalled'])],
  actors: () => [],
  needs: (config) => config.needs,
  actions: {},
  waits: true,
};

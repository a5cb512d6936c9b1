import { z } from 'zod';
import { PortName } from '../../definition/flow-definition.ts';
import type { NodeManifest } from '../node-type.ts';

export const ForkConfig = z.object({
  /** The names of its branches, each a port of its own. */
  branches: z
    .array(PortName)
    .min(2)
    .max(8)
    .refine((names) => new Set(names).size === names.length, 'every branch has a name of its own'),
});
export type ForkConfig = z.infer<typeof ForkConfig>;

export const forkManifest: NodeManifest<ForkConfig> = {
  type: 'fork',
  title: { 'zh-CN': '并行分支', en: 'Fork' },
  description: {
    'zh-CN': '同时开始多个分支，所有分支在对应的“汇合”处会合。',
    en: 'Starts several branches at once; they meet again at its join.',
  },
  icon: 'arrows-split',
  category: 'flow',
  config: ForkConfig,
  outputs: {},
  ports: (config) => config.branches,
  actors: () => [],
  needs: () => [],
  actions: {},
  waits: false,
};

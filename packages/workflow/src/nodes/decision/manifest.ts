import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';

export const DecisionConfig = z.object({});
export type DecisionConfig = z.infer<typeof DecisionConfig>;

export const decisionManifest: NodeManifest<DecisionConfig> = {
  type: 'decision',
  title: { 'zh-CN': '判断', en: 'Decision' },
  description: {
    'zh-CN': '按顺序检查各条连线的条件，走第一条成立的连线。',
    en: 'Asks its edges’ conditions in their order and takes the first that is true.',
  },
  icon: 'git-branch',
  category: 'decisions',
  config: DecisionConfig,
  outputs: {},
  ports: () => ['next'],
  actors: () => [],
  needs: () => [],
  actions: {},
  waits: false,
};

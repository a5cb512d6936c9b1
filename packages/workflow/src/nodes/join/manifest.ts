import { z } from 'zod';
import { NodeName } from '../../definition/flow-definition.ts';
import type { NodeManifest } from '../node-type.ts';

export const JoinConfig = z.object({
  /** The fork whose branches meet here. */
  fork: NodeName,
  /** `all` waits for every branch; `first` goes on with the first one and drops the others. */
  mode: z.enum(['all', 'first']).default('all'),
});
export type JoinConfig = z.infer<typeof JoinConfig>;

export const joinManifest: NodeManifest<JoinConfig> = {
  type: 'join',
  title: { 'zh-CN': '汇合', en: 'Join' },
  description: { 'zh-CN': '等待对应“并行分支”的各分支完成。', en: 'Where the branches of a fork meet again.' },
  icon: 'arrows-join',
  category: 'flow',
  config: JoinConfig,
  outputs: {},
  ports: () => ['done'],
  actors: () => [],
  needs: () => [],
  actions: {},
  waits: false,
};

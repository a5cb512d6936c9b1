import { z } from 'zod';
import { PortName } from '../../definition/flow-definition.ts';
import type { NodeManifest } from '../node-type.ts';

export const EndConfig = z.object({
  /** What came of it, e.g. `completed`, `refused`; a sub-flow leaves by the port of that name where it has one. */
  outcome: PortName.refine((outcome) => outcome !== 'cancelled' && outcome !== 'failed', 'is what the engine itself says'),
  /** Ask the counter to end the session as well. */
  endSession: z.boolean().default(false),
});
export type EndConfig = z.infer<typeof EndConfig>;

export const endManifest: NodeManifest<EndConfig> = {
  type: 'end',
  title: { 'zh-CN': '结束', en: 'End' },
  description: { 'zh-CN': '流程在此结束，并说明办理结果。', en: 'The flow ends here and says what came of it.' },
  icon: 'flag',
  category: 'flow',
  config: EndConfig,
  outputs: {},
  ports: () => [],
  actors: () => [],
  needs: () => [],
  actions: {},
  waits: false,
};

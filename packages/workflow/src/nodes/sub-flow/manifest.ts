import { z } from 'zod';
import { FlowKey, PortName } from '../../definition/flow-definition.ts';
import type { NodeManifest } from '../node-type.ts';

const VariableName = z.string().regex(/^[a-z][A-Za-z0-9_]{0,63}$/);

export const SubFlowConfig = z.object({
  /** Which flow runs inside, and which version of it: pinned, so that publishing another changes nothing here. */
  flow: FlowKey,
  version: z.number().int().min(1),
  /** What the inner flow's variables start with, by their names there; a text that begins with `=` is an expression over the variables here. */
  input: z.record(VariableName, z.json()).default({}),
  /** Which variable here takes which variable of the inner flow when it has ended: `{ level: "riskLevel" }` sets `level` to the inner `riskLevel`. */
  output: z.record(VariableName, VariableName).default({}),
  /** Outcomes of the inner flow that lead elsewhere than `done`, each a port of its own. */
  outcomes: z.array(PortName).max(16).default([]),
});
export type SubFlowConfig = z.infer<typeof SubFlowConfig>;

export const subFlowManifest: NodeManifest<SubFlowConfig> = {
  type: 'sub-flow',
  title: { 'zh-CN': '子流程', en: 'Sub-flow' },
  description: { 'zh-CN': '在此运行另一个已发布流程的固定版本。', en: 'Runs a pinned version of another flow here.' },
  icon: 'subtask',
  category: 'flow',
  config: SubFlowConfig,
  outputs: {},
  ports: (config) => [...new Set(['done', ...config.outcomes])],
  actors: () => [],
  needs: () => [],
  actions: {},
  // What waits is inside it; validation looks there.
  waits: false,
};

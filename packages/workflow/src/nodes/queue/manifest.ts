import { OpeningHours } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { Reference } from '../shared/fields.ts';
import { explained, text } from '../shared/text.ts';

export const QueueConfig = z.object({
  skill: explained(
    Reference.nullable().default(null),
    text('技能组', 'Skill'),
    text('为空时使用业务类型自己的技能组。', 'Without one it is the skill of the service that the customer chose.'),
  ),
  takenBy: explained(
    z.enum(['flow', 'customer']).default('flow'),
    text('由谁取号', 'Who takes the number'),
    text('“客户”表示客户在页面上自己取号。', '“customer”: they take one themselves on their page.'),
  ),
  hours: explained(
    z.array(OpeningHours).max(14).default([]),
    text('服务时间', 'Opening hours'),
    text('为空表示不限时间；时间之外走“已下班”出口。', 'Empty: at any time. Outside of them it leads to “closed”.'),
  ),
  /** Fixed, as a zone's rules change and a run must come to the same whenever it is computed. */
  utcOffsetMinutes: explained(
    z.number().int().min(-720).max(840).default(480),
    text('与 UTC 相差分钟数', 'Minutes from UTC'),
    text('北京时间为 480。', '480 in China.'),
  ),
  overflowAfterMs: explained(
    z.number().int().min(10_000).max(3_600_000).nullable().default(null),
    text('等待多久后转出（毫秒）', 'Overflows after (milliseconds)'),
  ),
  overflowSkill: explained(
    Reference.nullable().default(null),
    text('转到的技能组', 'Skill that takes over'),
    text('为空时走“转出”出口，由流程决定去向。', 'Without one it leads to “overflow” and the flow decides.'),
  ),
});
export type QueueConfig = z.infer<typeof QueueConfig>;

export const queueManifest: NodeManifest<QueueConfig> = {
  type: 'queue',
  title: text('排队', 'Queue'),
  description: text('客户取号排队，直到有坐席接起。', 'The customer takes a number and waits until an agent accepts.'),
  icon: 'users-group',
  category: 'start',
  config: QueueConfig,
  outputs: {
    agentId: { type: 'string', title: text('接起的坐席', 'The agent who accepted') },
    waitedMs: { type: 'number', title: text('等待毫秒数', 'Waited, milliseconds') },
  },
  ports: ({ hours, overflowAfterMs, overflowSkill }) => [
    'accepted',
    ...(hours.length > 0 ? ['closed'] : []),
    ...(overflowAfterMs !== null && overflowSkill === null ? ['overflow'] : []),
  ],
  actors: () => ['customer'],
  needs: () => [],
  actions: {},
  waits: true,
  leavesAtOnceBy: ['closed'],
};

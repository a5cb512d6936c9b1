import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { Reference } from '../shared/fields.ts';
import { explained, text } from '../shared/text.ts';

export const HandOverConfig = z.object({
  skill: explained(Reference.nullable().default(null), text('转给哪个技能组', 'To whom: a skill')),
  staffId: explained(
    Reference.nullable().default(null),
    text('指定人员', 'To whom: a person'),
    text('可用以“=”开头的表达式。', 'May be an expression, beginning with “=”.'),
  ),
  reason: explained(
    z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,31}$/)
      .default('asked'),
    text('原因', 'Reason'),
  ),
  summary: explained(
    LocalText.nullable().default(null),
    text('给接手人的说明', 'What the next one is told'),
    text('客户看不到。不要写个人信息。', 'The customer does not see it. Nothing personal.'),
  ),
  notice: explained(LocalText.nullable().default(null), text('给客户的说明', 'What the customer is told')),
});
export type HandOverConfig = z.infer<typeof HandOverConfig>;

export const handOverManifest: NodeManifest<HandOverConfig> = {
  type: 'hand-over',
  title: text('转人工或转交', 'Hand-over'),
  description: text('请另一位坐席接手，直到对方进入通话。', 'Another person takes over; done when they are in the call.'),
  icon: 'user-share',
  category: 'talk',
  config: HandOverConfig,
  outputs: {
    agentId: { type: 'string', title: text('接手的坐席', 'Who took over') },
    waitedMs: { type: 'number', title: text('等待毫秒数', 'Waited, milliseconds') },
  },
  ports: () => ['taken', 'unavailable'],
  actors: () => ['system'],
  needs: () => [],
  actions: {},
  waits: true,
};

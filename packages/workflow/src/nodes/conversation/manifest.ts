import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { RECORDED, needsField } from '../shared/needs.ts';
import { explained, text } from '../shared/text.ts';

export const ConversationConfig = z.object({
  topic: explained(
    LocalText.nullable().default(null),
    text('主题', 'Topic'),
    text('告诉双方这一段谈什么。', 'Tells both what this part is about.'),
  ),
  points: explained(
    z.array(LocalText).max(20).default([]),
    text('坐席要点', 'Points for the agent'),
    text('只有坐席看得到。', 'Only the agent sees them.'),
  ),
  needs: needsField(RECORDED),
});
export type ConversationConfig = z.infer<typeof ConversationConfig>;

export const conversationManifest: NodeManifest<ConversationConfig> = {
  type: 'conversation',
  title: text('自由交谈', 'Conversation'),
  description: text('坐席与客户自由交谈，由坐席结束。', 'Agent and customer talk; the agent says when it is over.'),
  icon: 'messages',
  category: 'talk',
  config: ConversationConfig,
  outputs: { talkedMs: { type: 'number', title: text('交谈毫秒数', 'Talked, milliseconds') } },
  ports: () => ['done'],
  actors: () => ['agent'],
  needs: ({ needs }) => needs,
  actions: { finish: { roles: ['agent'], input: z.null() } },
  waits: true,
};

import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { Reference } from '../shared/fields.ts';
import { explained, text } from '../shared/text.ts';

/** A notice of the session's own, decided at its entry, or another one; its text stands in the bank's files under its version, or here. */
export const ConsentConfig = z
  .object({
    kind: explained(
      z.enum(['recording', 'biometric', 'data_use', 'electronic_signature']).default('recording'),
      text('同意事项', 'What is agreed to'),
      text(
        '“录音录像”使用系统统一管理的告知书；其他事项单独取得同意，文本按版本存放在行内文件中，也可以写在本环节中。',
        '“recording” uses the notice that the bank keeps for all; every other kind is agreed to separately, its text stands in the bank’s files by its version, or here.',
      ),
    ),
    textVersion: explained(
      Reference.nullable().default(null),
      text('文本版本', 'Version of the text'),
      text('随同意一并留痕。', 'Kept with the decision.'),
    ),
    title: explained(LocalText.nullable().default(null), text('标题', 'Title')),
    body: explained(z.array(LocalText).max(20).default([]), text('正文段落', 'Paragraphs')),
    withoutIt: explained(
      LocalText.nullable().default(null),
      text('不同意时的替代方式', 'What happens without it'),
      text('告诉客户不同意也能怎样继续办理。', 'Tells the customer how it goes on when they refuse.'),
    ),
  })
  .refine(({ kind, textVersion }) => kind === 'recording' || textVersion !== null, 'a consent of its own needs the version of its text')
  .refine(({ title, body }) => (title === null) === (body.length === 0), 'a text of its own has a title and paragraphs');
export type ConsentConfig = z.infer<typeof ConsentConfig>;

export const ConsentDecide = z.object({
  decision: z.enum(['accepted', 'refused']),
  /** Of the text that the customer saw. */
  textVersion: z.string().max(120),
  language: z.enum(['zh-CN', 'en']),
});

export const consentManifest: NodeManifest<ConsentConfig> = {
  type: 'consent',
  title: text('授权同意', 'Consent'),
  description: text(
    '客户阅读告知并决定是否同意；不同意时走“拒绝”出口。',
    'The customer reads a notice and decides; refusing leads elsewhere.',
  ),
  icon: 'file-check',
  category: 'start',
  config: ConsentConfig,
  outputs: {
    decision: { type: 'string', title: text('决定', 'Decision') },
    textVersion: { type: 'string', title: text('文本版本', 'Version of the text') },
  },
  ports: () => ['accepted', 'refused'],
  actors: () => ['customer'],
  needs: () => [],
  actions: { decide: { roles: ['customer'], input: ConsentDecide } },
  waits: true,
};

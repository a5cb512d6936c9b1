import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { Reference } from '../shared/fields.ts';
import { explained, text } from '../shared/text.ts';

export const NotifyConfig = z.object({
  channel: explained(
    z.enum(['sms', 'push', 'email', 'bank']),
    text('通知方式', 'Channel'),
    text('“行内”通知银行自己的系统。', '“bank” tells the bank’s own systems.'),
  ),
  template: explained(Reference, text('通知模板', 'Template')),
  params: explained(
    z.record(z.string().regex(/^[a-z][A-Za-z0-9_]{0,63}$/), z.json()).default({}),
    text('填入内容', 'Values'),
    text('可用以“=”开头的表达式。', 'May be expressions, beginning with “=”.'),
  ),
  required: explained(
    z.boolean().default(false),
    text('必须送达', 'Must be sent'),
    text('否则发送失败也继续办理，并留下标记。', 'Otherwise the flow goes on without it, with a mark.'),
  ),
});
export type NotifyConfig = z.infer<typeof NotifyConfig>;

export const notifyManifest: NodeManifest<NotifyConfig> = {
  type: 'notify',
  title: text('发送通知', 'Notification'),
  description: text('发送短信、推送、邮件或通知行内系统。', 'Sends a text message, a push, a mail, or tells the bank’s systems.'),
  icon: 'bell',
  category: 'system',
  config: NotifyConfig,
  outputs: { sent: { type: 'boolean', title: text('已发送', 'Sent') } },
  ports: () => ['done'],
  actors: () => ['system'],
  needs: () => [],
  actions: {},
  waits: true,
};

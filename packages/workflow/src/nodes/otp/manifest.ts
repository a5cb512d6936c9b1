import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { Reference } from '../shared/fields.ts';
import { RECORDED_ALONE, needsField } from '../shared/needs.ts';
import { explained, text } from '../shared/text.ts';

export const OtpConfig = z.object({
  purpose: explained(
    LocalText,
    text('用途', 'What for'),
    text('客户输入前看到的说明：确认的是什么。', 'Read by the customer before they type it: what it confirms.'),
  ),
  channel: explained(z.enum(['sms', 'push', 'email']).default('sms'), text('发送方式', 'Channel')),
  template: explained(
    Reference.default('one-time-code'),
    text('通知模板', 'Template'),
    text('由银行系统发送；验证码以“code”填入。', 'The bank’s systems send it; the code is the value “code”.'),
  ),
  digits: explained(z.number().int().min(4).max(8).default(6), text('位数', 'Digits')),
  validSeconds: explained(z.number().int().min(60).max(900).default(300), text('有效期（秒）', 'Valid for (s)')),
  tries: explained(
    z.number().int().min(1).max(10).default(5),
    text('最多输入次数', 'How often it may be typed'),
    text('重新发送不会增加次数。', 'Sending it again gives no more of them.'),
  ),
  sends: explained(z.number().int().min(1).max(5).default(3), text('最多发送次数', 'How often it may be sent')),
  resendSeconds: explained(
    z.number().int().min(15).max(300).default(30),
    text('重发间隔（秒）', 'Sent again after (s)'),
    text('每次重发后加倍。', 'Twice as long after each time.'),
  ),
  needs: needsField(RECORDED_ALONE),
});
export type OtpConfig = z.infer<typeof OtpConfig>;

/** Spaces are how people read digits, full-width ones how an input method writes them. */
export const OtpEnterInput = z.object({
  code: z
    .string()
    .max(32)
    .transform((typed) => typed.normalize('NFKC').replaceAll(/[\s-]/g, ''))
    .pipe(z.string().regex(/^\d{4,8}$/)),
});
export const OtpGiveUpInput = z.object({ reason: z.enum(['not_received', 'not_wanted']) });

export const otpManifest: NodeManifest<OtpConfig> = {
  type: 'otp',
  title: text('短信验证码', 'One-time code'),
  description: text(
    '通过第二渠道把一次性验证码发给客户，由客户本人输入。',
    'Sends the customer a code by a second channel; the customer types it in, nobody else can.',
  ),
  icon: 'password-mobile-phone',
  category: 'identity',
  config: OtpConfig,
  outputs: {
    confirmed: { type: 'boolean', title: text('已确认', 'Confirmed') },
    reason: { type: 'string', title: text('未确认的原因', 'Why not') },
  },
  ports: () => ['confirmed', 'rejected'],
  actors: () => ['customer'],
  needs: ({ needs }) => needs,
  actions: {
    enter: { roles: ['customer'], input: OtpEnterInput, personal: true },
    resend: { roles: ['customer'], input: z.null() },
    give_up: { roles: ['customer', 'agent'], input: OtpGiveUpInput },
  },
  waits: true,
};

import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { needsField } from '../shared/needs.ts';
import { explained, text } from '../shared/text.ts';
import { GuestRole } from './guest-role.ts';

export const InviteConfig = z.object({
  role: explained(GuestRole, text('以什么身份加入', 'Joins as')),
  title: explained(LocalText, text('说明', 'What for')),
  optional: explained(
    z.boolean().default(false),
    text('可以不邀请', 'Can be left out'),
    text('坐席可以不邀请而继续。', 'The agent may go on without.'),
  ),
  needs: needsField([]),
});
export type InviteConfig = z.infer<typeof InviteConfig>;

export const InviteInput = z.object({
  name: z.string().trim().min(1).max(100),
  /** Null: the link is passed on by hand. */
  phone: z
    .string()
    .regex(/^(1[3-9]\d{9}|\+[1-9]\d{6,14})$/)
    .nullable()
    .default(null),
});
export const GiveUpInput = z.object({ reason: z.enum(['not_needed', 'did_not_come', 'refused']) });

export const inviteManifest: NodeManifest<InviteConfig> = {
  type: 'invite',
  title: text('邀请第三方', 'Invite'),
  description: text(
    '通过链接邀请配偶、监护人、顾问等加入通话，等待其加入。',
    'Invites a third party by link and waits until they have joined.',
  ),
  icon: 'user-plus',
  category: 'talk',
  config: InviteConfig,
  outputs: {
    participantId: { type: 'string', title: text('参与者', 'Participant') },
    name: { type: 'string', personal: true, title: text('姓名', 'Name') },
  },
  ports: () => ['joined', 'declined'],
  actors: () => ['agent', 'guest'],
  needs: ({ needs }) => needs,
  actions: {
    invite: { roles: ['agent'], input: InviteInput, personal: true },
    give_up: { roles: ['agent'], input: GiveUpInput },
    decline: { roles: ['guest'], input: z.null() },
  },
  waits: true,
};

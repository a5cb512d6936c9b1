import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { GuestRole } from './guest-role.ts';

/** What an invitation of a third person shows to everybody … */
export const InviteView = z.object({
  role: GuestRole,
  title: LocalText,
  state: z.enum(['none', 'sending', 'sent', 'not_sent']),
});

/** … and to staff. */
export const InviteStaffView = InviteView.extend({
  name: z.string().nullable(),
  /** To be handed on by word of mouth where the message does not arrive. */
  link: z.string().nullable(),
  /** How often somebody was invited. */
  times: z.number(),
  mayInvite: z.boolean(),
  mayLeaveOut: z.boolean(),
});
export type InviteStaffView = z.infer<typeof InviteStaffView>;

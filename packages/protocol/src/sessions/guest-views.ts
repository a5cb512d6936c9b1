import { z } from 'zod';
import { ParticipantId } from '../wire/ids.ts';
import { InvitationId } from './invitation-id.ts';

const UnixMs = z.number().int().nonnegative();

/** How far an invited person has come. */
export const GuestState = z.enum([
  'invited', // the link was made; nobody has opened it
  'opened', // somebody opened it: their device is bound, the notice is before them
  'agreed', // they agree to be recorded
  'in_call',
  'away', // let in, but not connected: their line dropped, or they are on their way in
  'left', // they went, and may come back
  'refused', // they do not want to be recorded. Final.
  'expired', // nobody opened the link in time. Final.
  'revoked', // taken back or removed. Final.
]);
export type GuestState = z.infer<typeof GuestState>;

/** An invited person, as the staff who serve the session see them. */
export const GuestView = z.object({
  invitationId: InvitationId,
  /** What they are to the business: spouse, guarantor … */
  role: z.string().max(32),
  /** As the agent wrote it; null once it was erased. */
  name: z.string().max(100).nullable(),
  state: GuestState,
  invitedAt: UnixMs,
  expiresAt: UnixMs,
  /** Of the call they were let into last. */
  participantId: ParticipantId.nullable(),
});
export type GuestView = z.infer<typeof GuestView>;

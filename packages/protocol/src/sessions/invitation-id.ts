import { z } from 'zod';

/** Names one invitation of a third party: the beginning of its secret's hash, which opens nothing. */
export const InvitationId = z.string().regex(/^[0-9a-f]{32}$/);
export type InvitationId = z.infer<typeof InvitationId>;

import { z } from 'zod';

/** As what somebody is in a call. */
export const PartyRole = z.enum(['customer', 'agent', 'supervisor', 'guest', 'virtual_agent']);
export type PartyRole = z.infer<typeof PartyRole>;

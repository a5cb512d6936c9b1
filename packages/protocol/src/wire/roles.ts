import { z } from 'zod';

/** What a member of the bank's staff may be; one person can be several. */
export const StaffRole = z.enum(['agent', 'supervisor', 'designer', 'reviewer', 'admin']);
export type StaffRole = z.infer<typeof StaffRole>;

/**
 * Everyone who can send a request. `public` has shown nothing, `customer` holds the device-bound cookie of one
 * session, `guest` that of one invitation to a session, `bank` an API key, `node` an enrolled key, `peer` has joined a room.
 */
export const Role = z.enum(['public', 'customer', 'guest', ...StaffRole.options, 'bank', 'node', 'peer']);
export type Role = z.infer<typeof Role>;

export const EVERY_STAFF_ROLE = StaffRole.options;

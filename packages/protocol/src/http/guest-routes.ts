import { z } from 'zod';
import { GuestSessionView } from '../sessions/guest-requests.ts';
import { Language } from '../wire/language.ts';
import type { RouteSpec } from './route-spec.ts';

/** How an invited person comes in. */
export const guestRoutes = {
  'guest.exchange': {
    method: 'POST',
    path: '/v1/guest/exchange',
    summary: 'Exchange the secret of an invitation link, once, for a device-bound cookie',
    roles: ['public', 'guest', 'customer'],
    rate: { perSecond: 0.5, burst: 10 },
    body: z.object({ secret: z.string().min(32).max(128), language: Language }),
    reply: GuestSessionView,
  },
  'guest.current': {
    method: 'GET',
    path: '/v1/guest/current',
    summary: "The invitation that this device's cookie names",
    roles: ['guest'],
    rate: { perSecond: 5, burst: 30 },
    reply: GuestSessionView,
  },
} as const satisfies Record<string, RouteSpec>;

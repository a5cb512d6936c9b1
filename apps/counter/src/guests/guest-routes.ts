import { AppError, type RouteName } from '@guichet/protocol';
import { CookieKind } from '../http/cookies.ts';
import type { HttpHandlers } from '../http/http-handlers.ts';
import type { Core } from '../sessions/core.ts';
import { readGuestView } from './guest-view.ts';
import type { Invitations } from './invitations.ts';

export type GuestRouteName = Extract<RouteName, `guest.${string}`>;

export function createGuestRoutes(core: Core, invitations: Invitations): HttpHandlers<GuestRouteName> {
  return {
    'guest.exchange': async ({ body: { secret, language } }, context) => {
      const { guest, cookieValue } = await invitations.exchange(secret, { language, userAgent: context.userAgent }, context);
      if (cookieValue !== null) context.setCookie(CookieKind.guest, cookieValue, { lifetimeMs: core.settings.deviceLifetimeMs });
      return readGuestView(core, guest);
    },
    'guest.current': async (_input, { guest }) => {
      if (guest === null) throw new AppError('unauthenticated');
      return readGuestView(core, guest);
    },
  };
}

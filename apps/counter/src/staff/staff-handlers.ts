import { AppError } from '@guichet/protocol';
import type { HttpContext, HttpHandlers } from '../http/http-handlers.ts';
import { isLoopback } from '../http/loopback.ts';
import { LOGIN_LIFETIME_MS, type StaffLogins } from './staff-logins.ts';

type StaffRouteName = 'staff.login' | 'staff.me' | 'staff.logout';

export function staffHandlers(logins: StaffLogins): HttpHandlers<StaffRouteName> {
  return {
    'staff.login': async ({ body }, context) => {
      const { request } = context.raw;
      const login = await logins.login({ ...body, fromLoopback: isLoopback(request), cookieHeader: request.headers.cookie });
      context.setCookie('staff', login.cookieValue, { lifetimeMs: LOGIN_LIFETIME_MS });
      return { staff: login.staff, csrfToken: login.csrfToken };
    },
    'staff.me': async (_input, context) => {
      const signedIn = await logins.authenticate(cookieHeaderOf(context));
      if (signedIn === null) throw new AppError('unauthenticated');
      return { staff: signedIn.staff, csrfToken: signedIn.csrfToken };
    },
    'staff.logout': async (_input, context) => {
      await logins.logout(cookieHeaderOf(context));
      context.clearCookie('staff');
      return {};
    },
  };
}

function cookieHeaderOf(context: HttpContext): string | undefined {
  return context.raw.request.headers.cookie;
}

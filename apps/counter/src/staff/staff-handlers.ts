import { AppError, type RouteName } from '@guichet/protocol';
import { type HttpContext, type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import { isLoopback } from '../http/loopback.ts';
import type { SignedInStaff } from './staff-identity.ts';
import type { Core } from '../sessions/core.ts';
import { chooseLanguage } from './own-language.ts';
import { LOGIN_LIFETIME_MS, type StaffLogins } from './staff-logins.ts';

type StaffRouteName = Extract<RouteName, `staff.${string}`>;

export function staffHandlers(core: Core, logins: StaffLogins): HttpHandlers<StaffRouteName> {
  return {
    'staff.login': async ({ body }, context) => {
      const { request } = context.raw;
      const login = await logins.login({ ...body, fromLoopback: isLoopback(request), cookieHeader: request.headers.cookie });
      context.setCookie('staff', login.cookieValue, { lifetimeMs: LOGIN_LIFETIME_MS });
      return { staff: login.staff, csrfToken: login.csrfToken, passwordChangeDue: login.passwordChangeDue };
    },
    'staff.me': async (_input, context) => {
      const { staff, csrfToken, passwordChangeDue } = await signedInOf(logins, context);
      return { staff, csrfToken, passwordChangeDue };
    },
    'staff.logout': async (_input, context) => {
      await logins.logout(cookieHeaderOf(context));
      context.clearCookie('staff');
      return {};
    },
    'staff.changePassword': async ({ body }, context) => {
      await logins.changePassword(await signedInOf(logins, context), body.current, body.next);
      return {};
    },
    'staff.chooseLanguage': ({ body }, context) => chooseLanguage(core, staffIdOf(context), body.language),
  };
}

async function signedInOf(logins: StaffLogins, context: HttpContext): Promise<SignedInStaff> {
  const signedIn = await logins.authenticate(cookieHeaderOf(context));
  if (signedIn === null) throw new AppError('unauthenticated');
  return signedIn;
}

function cookieHeaderOf(context: HttpContext): string | undefined {
  return context.raw.request.headers.cookie;
}

import {
  type ApiClientId,
  newId,
  type Role,
  type RouteName,
  routes,
  type RouteSpec,
  Role as RoleSchema,
  StaffRole,
} from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import type { RequestIdentity } from './request-identity.ts';
import { requireOwnPage, requireRole } from './route-guard.ts';

const OWN = new Set(['https://bank.example']);
const CSRF = 'c'.repeat(43);
const names = Object.keys(routes) as RouteName[];
const spec = (name: RouteName): RouteSpec => routes[name];
const changing = names.filter((name) => spec(name).method !== 'GET');

function identity(role: Role): RequestIdentity {
  const isStaff = (StaffRole.options as readonly Role[]).includes(role);
  return {
    roles: role === 'public' ? ['public'] : ['public', role],
    staff: isStaff
      ? {
          staff: { staffId: newId('stf'), staffNumber: '1', displayName: 'x', roles: [role as StaffRole], skills: [], language: 'en' },
          cookieHash: 'h',
          csrfToken: CSRF,
          expiresAt: new Date(),
          passwordChangeDue: false,
        }
      : null,
    guest: role === 'guest' ? { sessionId: newId('ses'), invitationId: '0'.repeat(32) } : null,
    customerSessionId: role === 'customer' ? newId('ses') : null,
    apiClientId: role === 'bank' ? (newId('api') as ApiClientId) : null,
  };
}

describe('the role that a route asks for', () => {
  const pairs = names.flatMap((name) => RoleSchema.options.map((role) => [name, role] as const));

  it.each(pairs)('%s as %s', (name, role) => {
    const { roles } = spec(name);
    const run = () => requireRole(spec(name), identity(role));
    if (roles.includes(role) || roles.includes('public')) expect(run).not.toThrow();
    else expect(run).toThrow(expect.objectContaining({ code: role === 'public' ? 'unauthenticated' : 'forbidden' }));
  });
});

describe('staff whose password was handed out', () => {
  const due = (role: StaffRole): RequestIdentity => {
    const { staff, ...rest } = identity(role);
    return { ...rest, staff: staff === null ? null : { ...staff, passwordChangeDue: true } };
  };

  it.each(names.filter((name) => spec(name).roles.some((role) => StaffRole.safeParse(role).success)))('%s', (name) => {
    for (const role of StaffRole.options.filter((candidate) => spec(name).roles.includes(candidate))) {
      const run = () => requireRole(spec(name), due(role));
      if (spec(name).beforePasswordChange === true || spec(name).roles.includes('public')) expect(run).not.toThrow();
      else expect(run).toThrow(expect.objectContaining({ code: 'password_change_due' }));
    }
  });

  it('can do nothing but look who they are, sign out, and choose a password or a language', () => {
    expect(names.filter((name) => spec(name).beforePasswordChange === true).sort()).toEqual([
      'staff.changePassword',
      'staff.chooseLanguage',
      'staff.logout',
      'staff.me',
    ]);
  });
});

describe('the protection against forged requests', () => {
  const refused = expect.objectContaining({ code: 'csrf_failed' });

  it.each(changing)('%s: no page but ours', (name) => {
    const role = spec(name).roles[0] ?? 'public';
    if (role === 'bank') return;
    for (const origin of [
      undefined,
      'https://evil.example',
      'null',
      'https://bank.example.evil.example',
      'http://bank.example',
      'https://bank.example:444',
    ]) {
      expect(() => requireOwnPage(spec(name), identity(role), { origin, csrf: CSRF }, OWN), String(origin)).toThrow(refused);
    }
    expect(() => requireOwnPage(spec(name), identity(role), { origin: 'https://bank.example', csrf: CSRF }, OWN)).not.toThrow();
  });

  // A customer has no login: their cookie is `SameSite=Strict`, and `Origin` says the rest.
  const staffOnly = changing.filter(
    (name) => !spec(name).roles.some((role) => ['public', 'bank'].includes(role)) && spec(name).roles.some((role) => role !== 'customer'),
  );

  it('has changing requests of staff to protect', () => expect(staffOnly.length).toBeGreaterThan(2));

  it.each(staffOnly)("%s: not without the login's own token", (name) => {
    const role = spec(name).roles[0] ?? 'public';
    for (const csrf of [undefined, '', 'd'.repeat(43), `${CSRF}x`, CSRF.toUpperCase()]) {
      expect(() => requireOwnPage(spec(name), identity(role), { origin: 'https://bank.example', csrf }, OWN), String(csrf)).toThrow(
        refused,
      );
    }
  });

  it("asks a bank's system for neither, and only where it showed its key", () => {
    expect(() => requireOwnPage(spec('sessions.open'), identity('bank'), {}, OWN)).not.toThrow();
    expect(() => requireOwnPage(spec('sessions.open'), identity('public'), {}, OWN)).toThrow(refused);
  });

  it('leaves reading alone', () => {
    for (const name of names.filter((candidate) => !changing.includes(candidate))) {
      expect(() => requireOwnPage(spec(name), identity('public'), { origin: 'https://evil.example' }, OWN)).not.toThrow();
    }
  });
});

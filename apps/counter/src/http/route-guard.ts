import { timingSafeEqual } from 'node:crypto';
import { AppError, CSRF_HEADER, type Role, type RouteSpec, StaffRole } from '@guichet/protocol';
import type { RequestIdentity } from './request-identity.ts';
import { isChanging } from './route-name.ts';

const STAFF_ROLES: readonly Role[] = StaffRole.options;

export interface GuardedHeaders {
  readonly origin?: string | undefined;
  readonly csrf?: string | undefined;
}

/**
 * Throws `unauthenticated` for a sender who showed nothing, `forbidden` for one who showed something else, `password_change_due` for staff
 * who may send the request once they have replaced the password that was handed out to them.
 */
export function requireRole(spec: RouteSpec, identity: RequestIdentity): void {
  const held = identity.roles.filter((role) => spec.roles.includes(role));
  const isDue = identity.staff?.passwordChangeDue === true && spec.beforePasswordChange !== true;
  if (isDue && held.length > 0 && held.every((role) => STAFF_ROLES.includes(role))) throw new AppError('password_change_due');
  if (held.length > 0) return;
  throw new AppError(identity.roles.every((role) => role === 'public') ? 'unauthenticated' : 'forbidden');
}

/**
 * Protection against forged requests, in two layers. A changing request must come from a page of ours: browsers put `Origin` on every
 * one, and a page cannot choose it. Where the request counts as staff's, it repeats the login's anti-forgery token as well. A bank's
 * system shows an API key, which no browser adds by itself, and needs neither.
 */
export function requireOwnPage(spec: RouteSpec, identity: RequestIdentity, headers: GuardedHeaders, origins: ReadonlySet<string>): void {
  if (!isChanging(spec)) return;
  if (identity.apiClientId !== null) return;
  if (headers.origin === undefined || !origins.has(headers.origin)) throw new AppError('csrf_failed');

  const needsStaff = !spec.roles.includes('public') && !(spec.roles.includes('customer') && identity.customerSessionId !== null);
  if (!needsStaff || !spec.roles.some((role) => STAFF_ROLES.includes(role))) return;
  const expected = identity.staff?.csrfToken;
  if (expected === undefined || headers.csrf === undefined || !equalSecrets(headers.csrf, expected)) throw new AppError('csrf_failed');
}

/** Compares in a time that depends on the lengths alone. */
export function equalSecrets(given: string, expected: string): boolean {
  const givenBytes = Buffer.from(given);
  const expectedBytes = Buffer.from(expected);
  return givenBytes.length === expectedBytes.length && timingSafeEqual(givenBytes, expectedBytes);
}

/** Name of the header as Node gives it: lower case. */
export const CSRF_HEADER_NAME = CSRF_HEADER.toLowerCase();

import { createHash, randomBytes } from 'node:crypto';

/** `device` binds a customer's browser to one session, `guest` an invited person's to one invitation; `staff` is a login. */
export const CookieKind = { device: 'device', guest: 'guest', staff: 'staff' } as const;
export type CookieKind = (typeof CookieKind)[keyof typeof CookieKind];

const PLAIN_NAMES = { device: 'guichet_device', guest: 'guichet_guest', staff: 'guichet_staff' } as const;

/** 32 random bytes in base64url: what a cookie of ours always looks like. */
const VALUE_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/**
 * The name a cookie has at this counter. Under TLS it carries the `__Host-` prefix (RFC 6265bis §4.1.3.2): browsers then take it only
 * with `Secure`, `Path=/` and no `Domain`, so that no neighbouring host can plant one.
 */
export function cookieName(kind: CookieKind, secure: boolean): string {
  return secure ? `__Host-${PLAIN_NAMES[kind]}` : PLAIN_NAMES[kind];
}

/** A fresh, unguessable value (256 bits). */
export function newCookieValue(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a cookie: SHA-256 as hexadecimal. The value has 256 bits of its own, so that it needs no salt and no slow hash. */
export function cookieHash(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/**
 * The value of one of our cookies in a `Cookie` header, or null. A name that occurs twice counts as absent: one of the two was planted
 * by somebody, and which one cannot be told.
 */
export function readCookie(header: string | undefined, kind: CookieKind, secure: boolean): string | null {
  if (header === undefined || header.length > 8_192) return null;
  const prefix = `${cookieName(kind, secure)}=`;
  const values = header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix))
    .map((part) => part.slice(prefix.length));
  const [value, ...more] = values;
  if (value === undefined || more.length > 0 || !VALUE_PATTERN.test(value)) return null;
  return value;
}

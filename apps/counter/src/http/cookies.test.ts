import { describe, expect, it } from 'vitest';
import { cookieHash, cookieName, newCookieValue, readCookie } from './cookies.ts';

const value = newCookieValue();

describe('cookies', () => {
  it('are found among others', () => {
    expect(readCookie(`theme=dark; guichet_staff=${value}; x=1`, 'staff', false)).toBe(value);
    expect(readCookie(`__Host-guichet_device=${value}`, 'device', true)).toBe(value);
  });

  it('do not count under the plain name where the pages are served by TLS', () => {
    expect(cookieName('staff', true)).toBe('__Host-guichet_staff');
    expect(readCookie(`guichet_staff=${value}`, 'staff', true)).toBeNull();
  });

  it('do not count for another purpose', () => {
    expect(readCookie(`guichet_device=${value}`, 'staff', false)).toBeNull();
    expect(readCookie(`xguichet_staff=${value}`, 'staff', false)).toBeNull();
  });

  it.each([
    ['none', undefined],
    ['empty', 'guichet_staff='],
    ['two of a name, of which one was planted', `guichet_staff=${value}; guichet_staff=${newCookieValue()}`],
    ['too short', 'guichet_staff=abc'],
    ['foreign characters', `guichet_staff=${value.slice(1)}%`],
    ['an endless header', `guichet_staff=${value}; pad=${'x'.repeat(10_000)}`],
  ])('are refused: %s', (_name, header) => {
    expect(readCookie(header, 'staff', false)).toBeNull();
  });

  it('are kept as a hash that does not contain them', () => {
    expect(cookieHash(value)).toMatch(/^[0-9a-f]{64}$/);
    expect(cookieHash(value)).not.toBe(cookieHash(newCookieValue()));
  });
});

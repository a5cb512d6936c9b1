import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { clientAddress, isInternal } from './client-address.ts';

const request = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

describe('clientAddress', () => {
  it('believes a proxy that is trusted, and of what it says only its own entry', () => {
    expect(clientAddress(request('10.0.0.9', '198.51.100.1, 203.0.113.5'), ['10.0.0.9'])).toBe('203.0.113.5');
  });

  it('believes nobody else', () => {
    expect(clientAddress(request('203.0.113.5', '127.0.0.1'), ['10.0.0.9'])).toBe('203.0.113.5');
    expect(clientAddress(request('::ffff:203.0.113.5'), [])).toBe('203.0.113.5');
  });
});

describe('isInternal', () => {
  it.each(['127.0.0.1', '10.2.3.4', '172.31.0.1', '192.168.1.1', '::1', 'fd00::1'])('%s is', (address) =>
    expect(isInternal(address)).toBe(true),
  );
  it.each(['203.0.113.5', '172.32.0.1', '2001:db8::1'])('%s is not', (address) => expect(isInternal(address)).toBe(false));
});

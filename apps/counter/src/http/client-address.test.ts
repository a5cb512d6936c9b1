import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { clientAddressOf } from './client-address.ts';

const request = (remoteAddress: string, forwarded?: string): IncomingMessage =>
  ({
    socket: { remoteAddress },
    connection: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

describe('the address of a client', () => {
  it('is the one it connects from, whatever it says, when no proxy is known', () => {
    expect(clientAddressOf([])(request('203.0.113.7', '127.0.0.1'))).toBe('203.0.113.7');
  });

  it('is what a known proxy says, as far back as proxies are known', () => {
    const addressOf = clientAddressOf(['10.0.0.0/8']);
    expect(addressOf(request('10.0.0.1', '203.0.113.7'))).toBe('203.0.113.7');
    expect(addressOf(request('10.0.0.1', '127.0.0.1, 203.0.113.7, 10.2.3.4'))).toBe('203.0.113.7');
    expect(addressOf(request('198.51.100.1', '127.0.0.1'))).toBe('198.51.100.1');
  });
});

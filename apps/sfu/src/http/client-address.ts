import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';

const INTERNAL = new BlockList();
INTERNAL.addSubnet('127.0.0.0', 8);
INTERNAL.addSubnet('10.0.0.0', 8);
INTERNAL.addSubnet('172.16.0.0', 12);
INTERNAL.addSubnet('192.168.0.0', 16);
INTERNAL.addAddress('::1', 'ipv6');
INTERNAL.addSubnet('fc00::', 7, 'ipv6');

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');

/** Who really asks: the peer of the connection, or what a trusted proxy says in the last `X-Forwarded-For` entry, which is its own. */
export function clientAddress(request: IncomingMessage, trustedProxies: readonly string[]): string {
  const direct = plain(request.socket.remoteAddress ?? '');
  if (!trustedProxies.includes(direct)) return direct;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim();
  return forwarded ? plain(forwarded) : direct;
}

/** Loopback and private addresses (RFC 1918, RFC 4193): where an operator's monitoring is. */
export const isInternal = (address: string): boolean => INTERNAL.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

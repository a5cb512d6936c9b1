import { isIPv6 } from 'node:net';
import type { types } from 'mediasoup';

/** The kernel drops packets when a socket's buffer is full, long before the processor is busy: keyframes come in bursts. */
const SOCKET_BUFFER_BYTES = 4_000_000;

const isLoopback = (address: string): boolean => address === 'localhost' || address === '::1' || address.startsWith('127.');

/** One UDP and one TCP socket for each address family that is announced; loopback only where nothing else is announced. */
export function listenInfos(announced: readonly string[], port: number): types.TransportListenInfo[] {
  const loopbackOnly = announced.every(isLoopback);
  const sixth = announced.filter((address) => isIPv6(address));
  const fourth = announced.filter((address) => !isIPv6(address));
  const families = [
    { ip: loopbackOnly ? '127.0.0.1' : '0.0.0.0', announcedAddress: fourth[0] },
    { ip: loopbackOnly ? '::1' : '::', announcedAddress: sixth[0], flags: { ipv6Only: true } },
  ];
  return families.flatMap(({ announcedAddress, ...family }) =>
    announcedAddress === undefined
      ? []
      : (['udp', 'tcp'] as const).map((protocol) => ({
          ...family,
          protocol,
          announcedAddress,
          port,
          sendBufferSize: SOCKET_BUFFER_BYTES,
          recvBufferSize: SOCKET_BUFFER_BYTES,
        })),
  );
}

/**
 * A socket announces one address, but a node can be reachable under several (an intranet one and a public one). As an ICE-lite agent
 * (RFC 8445 §2.5) answers checks wherever they arrive, the other addresses only have to be told: each is a copy of the candidate of its
 * family with a slightly lower priority.
 */
export function announceAll(candidates: readonly types.IceCandidate[], announced: readonly string[]): types.IceCandidate[] {
  return candidates.flatMap((candidate) => {
    const family = announced.filter((address) => isIPv6(address) === isIPv6(candidate.address));
    return family.map((address, index) => ({
      ...candidate,
      address,
      ip: address,
      foundation: index === 0 ? candidate.foundation : `${candidate.foundation}${index}`,
      priority: candidate.priority - index,
    }));
  });
}

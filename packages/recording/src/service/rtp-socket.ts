import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import type { EarlySocket } from './early/early-sockets.ts';
import type { Lull } from './lull.ts';

/** Asked of the kernel, which gives what it allows (`net.core.rmem_max`); a burst that doesn't fit is lost before anybody sees it. */
const RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024;
const LOOPBACK = '127.0.0.1';

/**
 * The UDP port of one recording, for RTP and RTCP together (RFC 5761). After a restart it is the same port, bound early, so that the
 * node's transports go on without being told; when somebody else has taken it meanwhile, it is another one.
 */
export async function openRtpSocket(
  early: EarlySocket | null,
  onDatagram: (datagram: Buffer, receivedUs?: number) => void,
  lull: Lull,
): Promise<{ readonly socket: Socket; readonly port: number }> {
  const socket = early?.socket ?? (await bindAny());
  growReceiveBuffer(socket);
  for (const { bytes, arrivedUs } of early?.take() ?? []) onDatagram(bytes, arrivedUs);
  const packetCame = lull.forSocket();
  socket.on('message', (bytes) => {
    packetCame();
    onDatagram(bytes);
  });
  // Errors of single datagrams (ICMP port unreachable from an earlier life) concern nobody.
  socket.on('error', () => undefined);
  return { socket, port: socket.address().port };
}

async function bindAny(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind({ port: 0, address: LOOPBACK, exclusive: true });
  await once(socket, 'listening');
  return socket;
}

function growReceiveBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // The system's default stays.
  }
}

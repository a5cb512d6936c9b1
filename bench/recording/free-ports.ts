import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const FIRST_PORT = 40_000;
const LAST_PORT = 58_000;

/** Even ports whose odd neighbours are free as well: ffmpeg wants RTP and RTCP next to each other. */
export async function freePortPairs(count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    nextPort = nextPort > LAST_PORT ? FIRST_PORT : nextPort + 2;
    const port = nextPort;
    if ((await isFree(port)) && (await isFree(port + 1))) found.push(port);
  }
  return found;
}

let nextPort = FIRST_PORT;

async function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  socket.bind({ port, address: '127.0.0.1', exclusive: true });
  try {
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

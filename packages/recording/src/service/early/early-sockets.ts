import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../journal/clock.ts';

const LOOPBACK = '127.0.0.1';
const MAX_HELD_PACKETS = 20_000;

interface HeldPacket {
  readonly bytes: Buffer;
  readonly arrivedUs: number;
}

/** The port of a recording that an earlier incarnation had open, bound again, and what has come to it meanwhile. */
export interface EarlySocket {
  readonly socket: Socket;
  readonly port: number;
  readonly boundAtMs: number;
  /** Ends holding and returns what was held. */
  take(): readonly HeldPacket[];
}

/**
 * Binds the ports of open recordings before the rest of the service is loaded, which takes several times as long as anything else in a
 * restart. Uses nothing but Node itself for that reason. Whatever goes wrong here is left to the recovery proper.
 */
export async function bindEarly(journalDir: string): Promise<Map<string, EarlySocket>> {
  const bound = new Map<string, EarlySocket>();
  if (!existsSync(journalDir)) return bound;
  await Promise.all(
    readdirSync(journalDir).map(async (name) => {
      const port = openPortOf(join(journalDir, name, 'recorder.json'));
      const socket = port === null ? null : await bindHolding(port);
      if (socket) bound.set(name, socket);
    }),
  );
  return bound;
}

function openPortOf(statePath: string): number | null {
  try {
    const state = JSON.parse(readFileSync(statePath, 'utf8')) as { status?: unknown; rtpPort?: unknown };
    return state.status === 'open' && Number.isInteger(state.rtpPort) ? (state.rtpPort as number) : null;
  } catch {
    return null;
  }
}

async function bindHolding(port: number): Promise<EarlySocket | null> {
  const socket = createSocket('udp4');
  const held: HeldPacket[] = [];
  const hold = (bytes: Buffer): void => {
    if (held.length < MAX_HELD_PACKETS) held.push({ bytes, arrivedUs: systemClock.monoUs() });
  };
  socket.on('message', hold);
  socket.bind({ port, address: LOOPBACK, exclusive: true });
  try {
    await once(socket, 'listening');
  } catch {
    socket.close();
    return null;
  }
  return {
    socket,
    port,
    boundAtMs: Date.now(),
    take: () => {
      socket.removeListener('message', hold);
      return held;
    },
  };
}

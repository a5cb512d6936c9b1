import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaPage } from '../testing/media-page.ts';
import { NodeKit } from '../testing/node-kit.ts';
import { until } from '../testing/until.ts';

let kit: NodeKit;
beforeAll(async () => {
  kit = await NodeKit.start();
});
afterAll(() => kit?.stop());

describe('a flood', () => {
  it('of messages from one peer is cut off within a second, and another call does not feel it', async () => {
    const call = await kit.openRoom();
    const [a, b] = [await MediaPage.enter(kit, call.roomId), await MediaPage.enter(kit, call.roomId)];
    const { roomId } = await kit.openRoom();
    const { page } = await kit.enter(roomId);
    await until('the call', () => a.packetsFrom(b.participantId, 'microphone') > 20);

    const startedAtMs = performance.now();
    const flood = setInterval(() => {
      for (let each = 0; each < 20; each += 1) page.socket.emit('quality.report', { junk: each }, () => undefined);
    }, 20);
    await until('the flood is cut off', () => page.disconnected, 3_000);
    clearInterval(flood);
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);

    await until('more of the call', () => a.packetsFrom(b.participantId, 'microphone') > 120);
    const receptions = [...a.received.values()].map(({ reception }) => reception);
    const lost = receptions.reduce((sum, { lostCount }) => sum + lostCount, 0);
    expect(lost / receptions.reduce((sum, { expectedCount }) => sum + expectedCount, 0)).toBeLessThan(0.001);
    for (const each of [a, b]) each.close();
  });

  // Last, as it uses up what this address may do.
  it('of 500 connects a second from one address is held to the limit within the first second', async () => {
    const sockets: Socket[] = [];
    const counts = { connected: 0, refused: 0 };
    const startedAtMs = performance.now();
    for (let slot = 0; slot < 50; slot += 1) {
      for (let each = 0; each < 10; each += 1) {
        const socket = io(`http://127.0.0.1:${kit.node.port}`, { transports: ['websocket'], reconnection: false, forceNew: true });
        socket.on('connect', () => (counts.connected += 1));
        socket.on('connect_error', () => (counts.refused += 1));
        sockets.push(socket);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await until('all are decided', () => counts.connected + counts.refused === 500, 10_000);
    for (const socket of sockets) socket.disconnect();
    const { burst, perSecond } = kit.config.connectRate;
    const elapsedSeconds = (performance.now() - startedAtMs) / 1000;
    expect(counts.connected).toBeLessThanOrEqual(burst + Math.ceil(elapsedSeconds * perSecond) + 1);
    expect(counts.refused).toBeGreaterThan(0);
    console.info(`${counts.connected} of 500 connects let in`);
  });
});

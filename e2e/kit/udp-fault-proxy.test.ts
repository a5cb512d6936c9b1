import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SeededRandom } from './seeded-random.ts';
import { noFaults, UdpFaultProxy, type UdpFaultProxyOptions } from './udp-fault-proxy.ts';

let echo: Socket;
let client: Socket;
let proxy: UdpFaultProxy;
const seenBy = { server: [] as { text: string; port: number }[], client: [] as { text: string; atMs: number }[] };

beforeEach(async () => {
  seenBy.server.length = 0;
  seenBy.client.length = 0;
  echo = await open();
  echo.on('message', (datagram, from) => {
    seenBy.server.push({ text: datagram.toString(), port: from.port });
    echo.send(datagram, from.port, from.address);
  });
  client = await open();
  client.on('message', (datagram) => seenBy.client.push({ text: datagram.toString(), atMs: performance.now() }));
});
afterEach(() => {
  proxy.close();
  echo.close();
  client.close();
});

test('without faults everything passes, both ways', async () => {
  await start({});
  await send(200);
  await expect.poll(() => seenBy.client.length).toBe(200);
  expect(proxy.counters).toEqual({
    up: { received: 200, forwarded: 200, lost: 0, blackedOut: 0 },
    down: { received: 200, forwarded: 200, lost: 0, blackedOut: 0 },
  });
});

test('the same seed loses the same datagrams', async () => {
  const runs: string[][] = [];
  for (let run = 0; run < 2; run++) {
    seenBy.server.length = 0;
    await start({ random: new SeededRandom(7), faults: { up: { ...noFaults, lossRatio: 0.3 }, down: noFaults } });
    await send(300);
    await expect.poll(() => proxy.counters.up.received).toBe(300);
    await expect.poll(() => seenBy.server.length).toBe(proxy.counters.up.forwarded);
    runs.push(seenBy.server.map(({ text }) => text));
    proxy.close();
  }
  expect(runs[0]).toEqual(runs[1]);
  expect(runs[0]?.length).toBeGreaterThan(170);
  expect(runs[0]?.length).toBeLessThan(250);
});

test('delay delays, and jitter changes the order', async () => {
  await start({ faults: { up: { lossRatio: 0, delayMs: 80, jitterMs: 40 }, down: noFaults } });
  const sentAtMs = performance.now();
  await send(50);
  await expect.poll(() => seenBy.client.length, { timeout: 3_000 }).toBe(50);
  expect((seenBy.client[0]?.atMs ?? 0) - sentAtMs).toBeGreaterThanOrEqual(79);
  const order = seenBy.server.map(({ text }) => Number(text));
  expect(order).not.toEqual(order.toSorted((a, b) => a - b));
});

test('in a blackout nothing passes, and afterwards everything does', async () => {
  await start({});
  proxy.setBlackout(true);
  await send(10);
  await expect.poll(() => proxy.counters.up.blackedOut).toBe(10);
  proxy.setBlackout(false);
  await send(10);
  await expect.poll(() => seenBy.client.length).toBe(10);
  expect(seenBy.server).toHaveLength(10);
});

test('after an address change the server sees the client at another port and still answers it', async () => {
  await start({});
  await send(1);
  await expect.poll(() => seenBy.client.length).toBe(1);
  proxy.changeAddresses();
  await send(1);
  await expect.poll(() => seenBy.client.length).toBe(2);
  expect(seenBy.server[0]?.port).not.toBe(seenBy.server[1]?.port);
});

test('every client has a port of its own towards the server and gets its own answers', async () => {
  await start({});
  const other = await open();
  const answers: string[] = [];
  other.on('message', (datagram) => answers.push(datagram.toString()));
  try {
    await send(1);
    other.send('other', proxy.port, '127.0.0.1');
    await expect.poll(() => answers).toEqual(['other']);
    expect(new Set(seenBy.server.map(({ port }) => port)).size).toBe(2);
    expect(proxy.clientCount).toBe(2);
  } finally {
    other.close();
  }
});

async function start(options: Partial<UdpFaultProxyOptions>): Promise<void> {
  proxy = await UdpFaultProxy.start({
    upstream: { address: '127.0.0.1', port: echo.address().port },
    random: new SeededRandom(1),
    ...options,
  });
}

async function send(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    client.send(String(index), proxy.port, '127.0.0.1');
    if (index % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function open(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

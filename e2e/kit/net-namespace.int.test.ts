import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NetNamespace } from './net-namespace.ts';
import { runTool } from './run-tool.ts';

const unavailable = await NetNamespace.unavailableReason();
if (unavailable) console.log(`network namespaces: skipped, ${unavailable}`);

describe.skipIf(unavailable)('a network namespace', () => {
  let namespace: NetNamespace;
  beforeEach(async () => {
    namespace = await NetNamespace.create();
  });
  afterEach(async () => namespace.destroy());

  test('loses the share of datagrams it is told to, and only of that port', async () => {
    const [lossy, clean] = [await listenUdp(namespace.hostAddress), await listenUdp(namespace.hostAddress)];
    try {
      await namespace.setLoss({ protocol: 'udp', port: lossy.port, lossRatio: 0.2 });
      await Promise.all([sendFromInside(lossy.port, 2_000), sendFromInside(clean.port, 2_000)]);
      await expect.poll(() => clean.count(), { timeout: 5_000 }).toBe(2_000);
      // Five standard deviations of a binomial of 2,000 at 0.2 are 90.
      expect(Math.abs(lossy.count() - 1_600)).toBeLessThan(90);
      expect(await namespace.droppedCount()).toBe(2_000 - lossy.count());
    } finally {
      lossy.close();
      clean.close();
    }
  });

  test('lets out nothing but the ports allowed', async () => {
    const allowed = createServer().listen(0, namespace.hostAddress);
    const blocked = createServer().listen(0, namespace.hostAddress);
    await Promise.all([once(allowed, 'listening'), once(blocked, 'listening')]);
    const portOf = (server: typeof allowed): number => (server.address() as AddressInfo).port;
    try {
      expect(await connectFromInside(portOf(blocked))).toBe('connected');
      await namespace.allowOutboundOnly([portOf(allowed)]);
      expect(await connectFromInside(portOf(allowed))).toBe('connected');
      expect(await connectFromInside(portOf(blocked))).toBe('no answer');
    } finally {
      allowed.close();
      blocked.close();
    }
  });

  test('is alone while its cable is out, and back when it is in; what is outside goes on', async () => {
    const server = createServer().listen(0, namespace.hostAddress);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      await namespace.setCable('out');
      expect(await connectFromInside(port)).not.toBe('connected');
      const outside = connect(port, namespace.hostAddress);
      await once(outside, 'connect');
      outside.destroy();
      await namespace.setCable('in');
      expect(await connectFromInside(port)).toBe('connected');
    } finally {
      server.close();
    }
  });

  test('leaves nothing behind', async () => {
    await namespace.setLoss({ protocol: 'udp', port: 9, lossRatio: 0.5 });
    const { name } = namespace;
    await namespace.destroy();
    expect(await runTool('ip', ['netns', 'list'])).not.toContain(name);
    expect(await runTool('ip', ['-o', 'addr'])).not.toContain(namespace.hostAddress);
    expect(await runTool('nft', ['list', 'tables'])).not.toContain(name.replace('-', '_'));
  });

  async function sendFromInside(port: number, count: number): Promise<void> {
    await namespace.run(process.execPath, [
      '-e',
      `const socket = require('node:dgram').createSocket('udp4');
       let sent = 0;
       const send = () => {
         for (let burst = 0; burst < 20 && sent < ${count}; burst++, sent++) socket.send('x', ${port}, '${namespace.hostAddress}');
         if (sent < ${count}) setTimeout(send, 1); else setTimeout(() => socket.close(), 50);
       };
       send();`,
    ]);
  }

  async function connectFromInside(port: number): Promise<string> {
    const output = await namespace.run(process.execPath, [
      '-e',
      `const socket = require('node:net').connect(${port}, '${namespace.hostAddress}');
       const end = (word) => { console.log(word); process.exit(); };
       socket.on('connect', () => end('connected')).on('error', () => end('refused'));
       setTimeout(() => end('no answer'), 700);`,
    ]);
    return output.trim();
  }
});

async function listenUdp(address: string): Promise<{ port: number; count: () => number; close: () => void }> {
  const socket = createSocket('udp4');
  let received = 0;
  socket.on('message', () => received++);
  socket.bind(0, address);
  await once(socket, 'listening');
  socket.setRecvBufferSize(4_000_000);
  return { port: socket.address().port, count: () => received, close: () => socket.close() };
}

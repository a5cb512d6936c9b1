import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TcpFaultProxy } from './tcp-fault-proxy.ts';
import { until } from './until.ts';

let server: Server;
let proxy: TcpFaultProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  server = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  proxy = await TcpFaultProxy.start({ address: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  proxy.close();
  server.close();
});

async function client() {
  const socket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  clients.push(socket);
  let heard = '';
  let closed = false;
  socket.on('data', (bytes) => (heard += bytes.toString())).on('close', () => (closed = true));
  await once(socket, 'connect');
  return {
    socket,
    get heard() {
      return heard;
    },
    get closed() {
      return closed;
    },
  };
}

test('a half-open connection stays up and carries nothing, a new one works', async () => {
  const old = await client();
  old.socket.write('one');
  await until('the echo came', () => old.heard === 'one');
  expect(proxy.swallow()).toBe(1);
  old.socket.write('two');
  const fresh = await client();
  fresh.socket.write('three');
  await until('the echo came on the new one', () => fresh.heard === 'three');
  expect(old).toMatchObject({ heard: 'one', closed: false });
});

test('while new connections are swallowed too they are accepted and silent', async () => {
  proxy.setSwallowsNew(true);
  const silent = await client();
  silent.socket.write('one');
  proxy.setSwallowsNew(false);
  const fresh = await client();
  fresh.socket.write('two');
  await until('the echo came on the new one', () => fresh.heard === 'two');
  expect(silent).toMatchObject({ heard: '', closed: false });
});

test('an end passes through as long as nothing is swallowed, and half-open connections go with their client', async () => {
  const one = await client();
  one.socket.end();
  await until('the server has let go too', () => one.closed && proxy.connectionCount === 0);
  const two = await client();
  proxy.swallow();
  two.socket.destroy();
  await until('the proxy has forgotten it', () => proxy.connectionCount === 0);
});

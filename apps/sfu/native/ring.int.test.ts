import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PacketRing } from '@guichet/recording/testing';
import { createWorker, type types } from 'mediasoup';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../src/testing/until.ts';
import { ensureWorker } from './ensure-worker.ts';
import type { WorkerStamp } from './worker-cache.ts';

const SSRC = 4_711;
const PACKETS = 200;
const MEMORY = '/dev/shm';
const opus = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 } as const;
const listenInfo = { protocol: 'udp', ip: '127.0.0.1', portRange: { min: 41_000, max: 41_999 } } as const;

let worker: types.Worker;
let producer: types.Producer;
let router: types.Router;
/** One that was fetched, or named by hand, need not know of rings. */
let builtHere = false;
let sent = 0;

beforeAll(async () => {
  const { binary } = await ensureWorker();
  builtHere = readStamp(binary)?.origin === 'built';
  worker = await createWorker({ workerBin: binary, logLevel: 'none' });
  router = await worker.createRouter({ mediaCodecs: [{ kind: 'audio', ...opus }] });
  const source = await router.createDirectTransport();
  const codecs = [{ ...opus, payloadType: 100 }];
  producer = await source.produce({ kind: 'audio', rtpParameters: { codecs, encodings: [{ ssrc: SSRC }] } });
});
afterAll(() => worker?.close());

test('a transport that announces a ring writes packets there, another one sends each, and they are the same', async () => {
  const ring = makeRing();
  const [ringing, plain] = [await openTap(ring, announced(ring)), await openTap(null, undefined)];
  const startedUs = nowUs();
  for (let i = 0; i < PACKETS; i++) {
    sendPacket();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  for (const tap of [ringing, plain]) await until('all packets', () => tap.packets.filter(isRtp).length === PACKETS);
  const texts = ({ packets }: typeof plain) => packets.filter(isRtp).map(({ bytes }) => bytes.subarray(12).toString('latin1'));
  expect(texts(ringing)).toEqual(texts(plain));
  if (!builtHere) return;
  expect(ringing.datagrams).toBe(0);
  const times = ringing.packets.map(({ arrivedUs }) => arrivedUs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.every((us) => us > startedUs && us < nowUs())).toBe(true);
  await until('a sender report', () => ringing.packets.some((packet) => !isRtp(packet)));
  // The worker has it open still, so the ring is found through it.
  const found = ring.workerAddress && PacketRing.find(ring.workerAddress);
  expect(found?.id).toBe(ring.id);
  found?.close();
  for (const tap of [ringing, plain]) tap.close();
}, 30_000);

test('a worker that is gone leaves its packets in the ring, and another one goes on behind them', async () => {
  const ring = makeRing();
  const first = await openTap(ring, announced(ring));
  for (let i = 0; i < 3; i++) sendPacket();
  await producer.getStats();
  first.close();
  const second = await openTap(ring, announced(ring));
  for (let i = 0; i < 3; i++) sendPacket();
  await until('all packets', () => first.packets.length + second.packets.filter(isRtp).length === 6);
  second.close();
});

test.each([
  ['of another id', (ring: PacketRing) => `${ring.address.path}#${'0'.repeat(32)}`],
  ['without an id', (ring: PacketRing) => ring.address.path],
  ['under a path that leads nowhere', (ring: PacketRing) => `/proc/${process.pid}/fd/9999#${ring.id}`],
  ['that is a file on a disk', (ring: PacketRing) => `${import.meta.filename}#${ring.id}`],
])('for a ring %s it sends datagrams', async (_what, name) => {
  const ring = makeRing();
  const tap = await openTap(ring, name(ring));
  sendPacket();
  await until('the packet', () => tap.packets.filter(isRtp).length === 1);
  expect(tap.datagrams).toBeGreaterThan(0);
  tap.close();
});

const announced = (ring: PacketRing): string => `${ring.address.path}#${ring.id}`;

function makeRing(): PacketRing {
  const ring = PacketRing.create(MEMORY);
  if (!ring) throw new Error(`${MEMORY} takes no ring`);
  return ring;
}

async function openTap(ring: PacketRing | null, announcedAddress: string | undefined) {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const transport = await router.createPlainTransport({
    listenInfo: { ...listenInfo, ...(announcedAddress === undefined ? {} : { announcedAddress }) },
    rtcpMux: true,
    comedia: false,
  });
  const packets: { readonly bytes: Buffer; readonly arrivedUs: number }[] = [];
  const look = (): void => {
    ring?.read(nowUs(), (bytes, arrivedUs) => packets.push({ bytes: Buffer.from(bytes), arrivedUs }));
    ring?.free();
  };
  const looking = setInterval(look, 10);
  const tap = {
    packets,
    datagrams: 0,
    close: () => {
      clearInterval(looking);
      transport.close();
      look();
      socket.close();
    },
  };
  socket.on('message', (bytes) => {
    tap.datagrams += 1;
    packets.push({ bytes, arrivedUs: nowUs() });
  });
  await transport.connect({ ip: '127.0.0.1', port: socket.address().port });
  await transport.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities });
  return tap;
}

function sendPacket(): void {
  const packet = Buffer.alloc(40);
  packet[0] = 0x80;
  packet[1] = 100;
  packet.writeUInt16BE(++sent, 2);
  packet.writeUInt32BE(sent * 960, 4);
  packet.writeUInt32BE(SSRC, 8);
  packet.write(`packet ${sent}`, 12);
  producer.send(packet);
}

const isRtp = ({ bytes }: { readonly bytes: Buffer }): boolean => (bytes[1] as number) < 192 || (bytes[1] as number) > 223;

const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);

function readStamp(binary: string): WorkerStamp | null {
  try {
    return JSON.parse(readFileSync(join(dirname(binary), 'stamp.json'), 'utf8')) as WorkerStamp;
  } catch {
    return null;
  }
}

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eachGathered, isGathered } from '@guichet/recording/testing';
import { createWorker, type types } from 'mediasoup';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../src/testing/until.ts';
import { ensureWorker } from './ensure-worker.ts';
import type { WorkerStamp } from './worker-cache.ts';

const SSRC = 4_711;
const PACKETS = 200;
const opus = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 } as const;
const listenInfo = { protocol: 'udp', ip: '127.0.0.1', portRange: { min: 41_000, max: 41_999 } } as const;

let worker: types.Worker;
let producer: types.Producer;
let router: types.Router;
/** One that was fetched, or named by hand, need not know how to gather. */
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

test('a transport that announces the name sends packets gathered, another one each alone, and they are the same', async () => {
  const [gathering, plain] = [await openTap('gathered.invalid'), await openTap(undefined)];
  const startedUs = nowUs();
  for (let i = 0; i < PACKETS; i++) {
    sendPacket();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  for (const tap of [gathering, plain]) await until('all packets', () => tap.packets.filter(isRtp).length === PACKETS);
  const texts = ({ packets }: typeof plain) => packets.filter(isRtp).map(({ bytes }) => bytes.subarray(12).toString('latin1'));
  expect(texts(gathering)).toEqual(texts(plain));
  expect(plain.gathered).toBe(0);
  expect(plain.alone).toBeGreaterThanOrEqual(PACKETS);
  if (!builtHere) return;
  expect(gathering.alone).toBe(0);
  expect(gathering.gathered).toBeLessThan(PACKETS / 2);
  const times = gathering.packets.map(({ arrivedUs }) => arrivedUs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.every((us) => us > startedUs && us < nowUs())).toBe(true);
  // A datagram of many is received once, so the times in between are the worker's.
  expect(new Set(times).size).toBeGreaterThan(gathering.gathered);
  await until('a sender report', () => gathering.packets.some((packet) => !isRtp(packet)));
  for (const tap of [gathering, plain]) tap.close();
}, 30_000);

test('what still waits when a transport closes is sent', async () => {
  const tap = await openTap('gathered.invalid');
  for (let i = 0; i < 3; i++) sendPacket();
  await producer.getStats();
  tap.transport.close();
  await until('all packets', () => tap.packets.filter(isRtp).length === 3);
  tap.close();
});

async function openTap(announcedAddress: string | undefined) {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const transport = await router.createPlainTransport({
    listenInfo: { ...listenInfo, ...(announcedAddress === undefined ? {} : { announcedAddress }) },
    rtcpMux: true,
    comedia: false,
  });
  const packets: { readonly bytes: Buffer; readonly arrivedUs: number }[] = [];
  const tap = {
    transport,
    packets,
    gathered: 0,
    alone: 0,
    close: () => {
      transport.close();
      socket.close();
    },
  };
  socket.on('message', (datagram) => {
    if (isGathered(datagram)) {
      tap.gathered += 1;
      eachGathered(datagram, nowUs(), (bytes, arrivedUs) => packets.push({ bytes, arrivedUs }));
    } else {
      tap.alone += 1;
      packets.push({ bytes: datagram, arrivedUs: nowUs() });
    }
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

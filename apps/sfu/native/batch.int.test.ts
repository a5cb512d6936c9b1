import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { chooseSeed } from '@guichet/e2e/kit/config.ts';
import { SeededRandom } from '@guichet/e2e/kit/seeded-random.ts';
import { createWorker, type types } from 'mediasoup';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../src/testing/until.ts';
import { ensureWorker } from './ensure-worker.ts';

const SSRC = 4_712;
const PAYLOAD_TYPE = 100;
const HANDFULS = 60;
/** More than are read in one go, and more than go out in one. */
const MAX_HANDFUL = 50;
const HEADER_BYTES = 12;
const MAX_PAYLOAD_BYTES = 1_400;
const opus = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 } as const;

const random = new SeededRandom(chooseSeed());
let worker: types.Worker;
let socket: Socket;

beforeAll(async () => {
  console.log(`batch seed ${random.seed} (repeat with GUICHET_TEST_SEED=${random.seed})`);
  const { binary } = await ensureWorker();
  worker = await createWorker({ workerBin: binary, logLevel: 'none' });
  socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
});
afterAll(() => {
  worker?.close();
  socket?.close();
});

test('packets that come together go out whole and in order, as long as one another or not', async () => {
  const port = await openEcho();
  const received: Buffer[] = [];
  socket.on('message', (bytes) => {
    if (bytes[1] === PAYLOAD_TYPE) received.push(bytes);
  });
  const sent: Buffer[] = [];
  for (let handful = 0; handful < HANDFULS; handful++) {
    // Those of one frame are mostly as long as one another, but for the last.
    let length = random.below(MAX_PAYLOAD_BYTES) + 1;
    for (let i = random.below(MAX_HANDFUL); i >= 0; i--) {
      if (random.below(4) === 0) length = random.below(MAX_PAYLOAD_BYTES) + 1;
      const packet = makePacket(sent.length, length);
      sent.push(packet.subarray(HEADER_BYTES));
      socket.send(packet, port, '127.0.0.1');
    }
    await until('the whole handful is back', () => received.length >= sent.length);
  }
  // What goes out has header extensions before what came in.
  const isWhole = (payload: Buffer, i: number): boolean => received[i]?.subarray(-payload.length).equals(payload) ?? false;
  expect(sent.findIndex((payload, i) => !isWhole(payload, i))).toBe(-1);
  expect(new Set(received.map((packet, i) => packet.length - (sent[i]?.length ?? 0))), 'bytes of headers').toHaveLength(1);
}, 30_000);

/** A transport that sends back what it is sent, by the socket at which it comes. */
async function openEcho(): Promise<number> {
  const router = await worker.createRouter({ mediaCodecs: [{ kind: 'audio', ...opus }] });
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1', portRange: { min: 42_000, max: 42_999 } },
    rtcpMux: true,
    comedia: true,
  });
  const codecs = [{ ...opus, payloadType: PAYLOAD_TYPE }];
  const producer = await transport.produce({ kind: 'audio', rtpParameters: { codecs, encodings: [{ ssrc: SSRC }] } });
  await transport.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities });
  return transport.tuple.localPort;
}

function makePacket(number: number, payloadBytes: number): Buffer {
  const packet = Buffer.alloc(HEADER_BYTES + payloadBytes, `${number} `);
  packet[0] = 0x80;
  packet[1] = PAYLOAD_TYPE;
  packet.writeUInt16BE(number & 0xffff, 2);
  packet.writeUInt32BE((number * 960) >>> 0, 4);
  packet.writeUInt32BE(SSRC, 8);
  return packet;
}

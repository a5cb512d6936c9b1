import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { platform } from 'node:os';
import { BarePeer, type BarePeerOptions } from '@guichet/e2e/kit/bare-peer.ts';
import { BareSfu } from '@guichet/e2e/kit/bare-sfu.ts';
import { chooseSeed } from '@guichet/e2e/kit/config.ts';
import { DatagramFuzzer } from '@guichet/e2e/kit/datagram-fuzzer.ts';
import { Pacer } from '@guichet/e2e/kit/pacer.ts';
import { OpusFrames } from '@guichet/e2e/kit/rtp/opus-frames.ts';
import { SeededRandom } from '@guichet/e2e/kit/seeded-random.ts';
import { UdpFaultProxy } from '@guichet/e2e/kit/udp-fault-proxy.ts';
import { buildRtpPacket, describeSendStream, loadCodec } from '@guichet/rtc-peer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ensureWorker } from './ensure-worker.ts';

type ClaimCertificate = NonNullable<BarePeerOptions['claimCertificate']>;

const handshakeCount = 500;
const pairsAtOnce = 8;
/** 10,000 in all, by where they come from. */
const malformed = { strangers: 3_000, livePeer: 3_000, handshakes: 2_000, insideSrtp: 2_000 } as const;

const random = new SeededRandom(chooseSeed());
const pacer = new Pacer();
const peers: BarePeer[] = [];
let sfu: BareSfu;
let nextSsrc = 10_000;

beforeAll(async () => {
  console.log(`gate seed ${random.seed} (repeat with GUICHET_TEST_SEED=${random.seed})`);
  const { binary } = await ensureWorker();
  sfu = await BareSfu.start({ workerBinary: binary });
});

afterEach(() => {
  for (const peer of peers.splice(0)) peer.close();
});

afterAll(() => sfu?.close());

test(`the worker carries media for ${handshakeCount} peers, each after a full ICE, DTLS and SRTP handshake`, async () => {
  let withMedia = 0;
  for (let done = 0; done < handshakeCount; done += pairsAtOnce * 2) {
    const pairs = Math.min(pairsAtOnce, (handshakeCount - done) / 2);
    const received = await Promise.all(Array.from({ length: pairs }, makePairExchangeMedia));
    withMedia += received.flat().filter((packets) => packets > 0).length;
    for (const peer of peers.splice(0)) peer.close();
  }
  expect(withMedia).toBe(handshakeCount);
  expect(sfu.death).toBeUndefined();
}, 60_000);

test('malformed datagrams from strangers are ignored', async () => {
  const genuine = await captureGenuineDatagrams();
  const fuzzer = new DatagramFuzzer(random);
  const target = await sfu.createTransport();
  const stranger = await openSocket();
  const dropsBefore = await droppedByKernel(sfu.port);
  try {
    for (let count = 0; count < malformed.strangers; count++) {
      const kind = random.below(20);
      const datagram = kind === 0 ? fuzzer.noise() : fuzzer.any(genuine, kind < 10 ? target.iceParameters : undefined);
      stranger.send(datagram, sfu.port, '127.0.0.1');
      await breathe(count);
    }
  } finally {
    stranger.close();
  }
  await expectStillServing();
  expect(await droppedByKernel(sfu.port), 'datagrams the worker never saw').toBe(dropsBefore);
});

test('malformed datagrams from the address of a connected peer harm nobody else', async () => {
  const seen: Buffer[] = [];
  const proxy = await UdpFaultProxy.start({
    upstream: { address: '127.0.0.1', port: sfu.port },
    random,
    alter: (direction, datagram) => {
      if (direction === 'up') seen.push(datagram);
      return [datagram];
    },
  });
  try {
    const [sender, receiver] = await makePair(proxy.port);
    await expectMediaFlows(receiver);
    const fuzzer = new DatagramFuzzer(random);
    const genuine = [...seen];
    for (let count = 0; count < malformed.livePeer; count++) {
      proxy.inject(random.below(proxy.clientCount), fuzzer.any(genuine, random.pick([sender, receiver]).transport.iceParameters));
      await breathe(count);
    }
    // Some of them carry the peers' own ICE password and may end their transports, as a peer may end its own;
    // the worker and everybody else go on.
    await expectStillServing();
  } finally {
    proxy.close();
  }
});

test('handshakes full of mutated copies of their own datagrams do no harm', async () => {
  const fuzzer = new DatagramFuzzer(random);
  let sent = 0;
  const proxy = await UdpFaultProxy.start({
    upstream: { address: '127.0.0.1', port: sfu.port },
    random,
    alter: (direction, datagram) => {
      if (direction === 'down') return [datagram];
      const bad = Array.from({ length: 8 }, () => (random.chance(0.5) ? fuzzer.mutated(datagram) : fuzzer.truncated(datagram)));
      sent += bad.length;
      // Half the time the genuine one comes last, and the parser meets the wrong one first.
      return random.chance(0.5) ? [datagram, ...bad] : [...bad, datagram];
    },
  });
  try {
    while (sent < malformed.handshakes) {
      const attempts = Array.from({ length: 4 }, async () => {
        const peer = await makePeer(proxy.port);
        await peer.publish({ codec: loadCodec.opus, source: new OpusFrames(random), framesPerSecond: 50 });
        // A handshake whose flights were tampered with may fail; the worker may not.
        await peer.connect(1_500).catch(() => {});
        peer.close();
      });
      await Promise.all(attempts);
      expect(sfu.death).toBeUndefined();
    }
    await expectStillServing();
  } finally {
    proxy.close();
  }
});

test('malformed RTP and RTCP inside valid SRTP is dropped', async () => {
  const fuzzer = new DatagramFuzzer(random);
  const peer = await makePeer();
  const tracks = await addRawTracks(peer);
  await peer.connect();
  let sequenceNumber = 2_000;
  let accepted = 0;
  for (let count = 0; accepted < malformed.insideSrtp; count++) {
    expect(count, 'packets SRTP would take').toBeLessThan(malformed.insideSrtp * 3);
    const { track, section } = random.pick(tracks);
    const packet = random.chance(0.7) ? fuzzer.rtpInside(section.ssrc, section.payloadType, sequenceNumber++) : fuzzer.rtcp();
    if (trySend(track, packet)) accepted++;
    await breathe(count);
  }
  const stats = await sfu.transport(peer.transport.id).getStats();
  expect(stats[0]?.bytesReceived, 'the worker decrypted and parsed them').toBeGreaterThan(100_000);
  await expectStillServing();
});

test('a peer with another certificate than it announced gets no media through', async () => {
  const peer = await makePeer(undefined, (truth) => ({
    ...truth,
    fingerprints: truth.fingerprints.map(({ algorithm, value }) => ({
      algorithm,
      value: value.startsWith('00') ? value.replace(/^00/, '01') : value.replace(/^../, '00'),
    })),
  }));
  await peer.publish({ codec: loadCodec.opus, source: new OpusFrames(random), framesPerSecond: 50 });
  const states: string[] = [];
  sfu.transport(peer.transport.id).on('dtlsstatechange', (state) => states.push(state));
  await peer.connect(1_500).catch(() => {});
  peer.start(pacer);
  // The worker may begin anew after it refused, when ICE completes only then; it must never accept.
  await expect.poll(() => states, { timeout: 5_000 }).toContain('failed');
  await expectStillServing();
  expect(states).not.toContain('connected');
  expect(await receivedByServer(peer)).toBe(0);
});

test("a forged packet from a connected peer's address reaches nobody", async () => {
  const proxy = await UdpFaultProxy.start({ upstream: { address: '127.0.0.1', port: sfu.port }, random });
  try {
    const [sender, receiver] = await makePair(proxy.port);
    await expectMediaFlows(receiver);
    const stream = sender.senders[0];
    if (!stream) throw new Error('The sender has no stream');
    stream.paused = true;
    await expect.poll(async () => receivedByServer(sender), { timeout: 2_000 }).toBe(stream.packetCount);
    const payloadType = sfu.rtpCapabilities.codecs?.[0]?.preferredPayloadType ?? 0;
    for (let count = 0; count < 500; count++) {
      const header = { payloadType, marker: false, sequenceNumber: 1_500 + count, timestamp: count * 960, ssrc: stream.ssrc };
      const forged = buildRtpPacket(header, random.bytes(90));
      for (let client = 0; client < proxy.clientCount; client++) proxy.inject(client, forged);
      await breathe(count);
    }
    // The genuine stream goes on; once its next packets are in, the forged ones before them were judged.
    stream.paused = false;
    const before = stream.packetCount;
    await expect.poll(() => stream.packetCount, { timeout: 5_000 }).toBeGreaterThan(before + 5);
    stream.paused = true;
    await expect.poll(async () => receivedByServer(sender), { timeout: 2_000 }).toBe(stream.packetCount);
  } finally {
    proxy.close();
  }
});

test("a stranger's ClientHello that comes first does not take a handshake over", async () => {
  const genuine = await captureGenuineDatagrams();
  const clientHello = genuine.find((datagram) => datagram[0] === 22 && datagram[13] === 1);
  if (!clientHello) throw new Error('No ClientHello was captured');
  const stranger = await openSocket();
  let sent = 0;
  const proxy = await UdpFaultProxy.start({
    upstream: { address: '127.0.0.1', port: sfu.port },
    random,
    alter: (direction, datagram) => {
      if (direction === 'up' && datagram[0] === 22) {
        for (let count = 0; count < 20; count++, sent++) stranger.send(clientHello, sfu.port, '127.0.0.1');
      }
      return [datagram];
    },
  });
  try {
    const [, receiver] = await makePair(proxy.port);
    await expectMediaFlows(receiver);
    expect(sent).toBeGreaterThan(0);
  } finally {
    proxy.close();
    stranger.close();
  }
});

test('garbage on the TCP port is ignored', async () => {
  const fuzzer = new DatagramFuzzer(random);
  for (let count = 0; count < 200; count++) {
    const socket = connect({ host: '127.0.0.1', port: await tcpPort() });
    socket.on('error', () => {});
    await once(socket, 'connect');
    for (let frames = random.between(1, 5); frames > 0; frames--) {
      const datagram = fuzzer.any([]);
      const length = Buffer.alloc(2);
      // RFC 4571 frames begin with their length; this one may lie.
      length.writeUInt16BE(random.chance(0.7) ? datagram.length : random.below(0x1_0000), 0);
      socket.write(Buffer.concat([length, datagram]));
    }
    socket.end();
    socket.destroySoon();
  }
  await expectStillServing();
});

/** Packets of the peer's first stream that passed SRTP's authentication. */
async function receivedByServer(peer: BarePeer): Promise<number> {
  const stats = await peer.producers[0]?.getStats();
  return stats?.[0]?.packetCount ?? 0;
}

async function expectStillServing(): Promise<void> {
  expect(sfu.death).toBeUndefined();
  const [sent, received] = await makePairExchangeMedia();
  expect(sent).toBeGreaterThan(0);
  expect(received).toBeGreaterThan(0);
}

/** @returns the packets each of the two received. */
async function makePairExchangeMedia(): Promise<[number, number]> {
  const pair = await makePair();
  await Promise.all(pair.map(expectMediaFlows));
  return [pair[0].receptions[0]?.packetCount ?? 0, pair[1].receptions[0]?.packetCount ?? 0];
}

async function makePair(port?: number): Promise<[BarePeer, BarePeer]> {
  const pair: [BarePeer, BarePeer] = [await makePeer(port), await makePeer(port)];
  await Promise.all(pair.map((peer) => peer.publish({ codec: loadCodec.opus, source: new OpusFrames(random), framesPerSecond: 50 })));
  await Promise.all([pair[0].subscribe(pair[1]), pair[1].subscribe(pair[0])]);
  await Promise.all(pair.map((peer) => peer.connect()));
  for (const peer of pair) peer.start(pacer);
  return pair;
}

async function makePeer(port?: number, claimCertificate?: ClaimCertificate): Promise<BarePeer> {
  const firstSsrc = nextSsrc;
  nextSsrc += 10;
  const peer = await BarePeer.create({
    sfu,
    name: `peer-${firstSsrc}`,
    firstSsrc,
    ...(port ? { candidateOverride: { address: '127.0.0.1', port } } : {}),
    ...(claimCertificate ? { claimCertificate } : {}),
  });
  peers.push(peer);
  return peer;
}

async function expectMediaFlows(peer: BarePeer): Promise<void> {
  await expect.poll(() => peer.receptions[0]?.packetCount ?? 0, { timeout: 5_000, interval: 5 }).toBeGreaterThan(0);
}

/** What a real peer sends from its first STUN check to its media, as seen on the wire. */
async function captureGenuineDatagrams(): Promise<Buffer[]> {
  const genuine: Buffer[] = [];
  const proxy = await UdpFaultProxy.start({
    upstream: { address: '127.0.0.1', port: sfu.port },
    random,
    alter: (direction, datagram) => {
      if (direction === 'up') genuine.push(datagram);
      return [datagram];
    },
  });
  try {
    const [, receiver] = await makePair(proxy.port);
    await expectMediaFlows(receiver);
  } finally {
    proxy.close();
  }
  const firstBytes = new Set(genuine.map((datagram) => (datagram[0] ?? 255) >> 6));
  expect([...firstBytes].sort(), 'STUN and DTLS (0), RTP (2)').toEqual([0, 2]);
  return genuine;
}

async function addRawTracks(peer: BarePeer) {
  return Promise.all(
    [loadCodec.opus, loadCodec.h264, loadCodec.vp8].map(async (codec, index) => {
      const described = describeSendStream(sfu.rtpCapabilities, codec, {
        mid: `raw-${index}`,
        ssrc: nextSsrc++,
        cname: peer.name,
      });
      const track = peer.link.addSender(described.section);
      const producer = await sfu.produce(peer.transport.id, described.section.kind, described.rtpParameters);
      // Somebody must listen: forwarding is where payload descriptors are read and rewritten.
      const listener = await sfu.router.createDirectTransport();
      const consumer = await listener.consume({ producerId: producer.id, rtpCapabilities: sfu.router.rtpCapabilities });
      consumer.on('rtp', () => {});
      return { track, section: described.section };
    }),
  );
}

/** libsrtp checks headers too and refuses some packets before they are sent. */
function trySend(track: { sendMessageBinary(packet: Buffer): boolean }, packet: Buffer): boolean {
  try {
    return track.sendMessageBinary(packet);
  } catch {
    return false;
  }
}

async function openSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

/** Lets the worker's socket drain now and then: a datagram the kernel drops tests nothing. */
async function breathe(count: number): Promise<void> {
  if (count % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** The kernel's count of datagrams dropped because a port's buffer was full (proc(5), /proc/net/udp, last column). */
async function droppedByKernel(port: number): Promise<number> {
  // Elsewhere nobody counts them.
  if (platform() !== 'linux') return 0;
  const needle = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile('/proc/net/udp', 'utf8')).split('\n');
  const line = lines.find((each) => each.trim().split(/\s+/)[1] === needle);
  if (!line) throw new Error(`Port ${port} is not open`);
  return Number(line.trim().split(/\s+/).at(-1));
}

async function tcpPort(): Promise<number> {
  const transport = await sfu.createTransport();
  const candidate = transport.iceCandidates.find(({ protocol }) => protocol === 'tcp');
  sfu.closeTransport(transport.id);
  if (!candidate) throw new Error('The server listens on no TCP port');
  return candidate.port;
}

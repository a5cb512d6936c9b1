import { newId, type ParticipantId, type RoomId, type RoomPass } from '@guichet/protocol';
import { LoadPeer } from '@guichet/e2e/kit/load-peer.ts';
import { Pacer } from '@guichet/e2e/kit/pacer.ts';
import { killHard } from '@guichet/e2e/kit/process-faults.ts';
import { OpusFrames } from '@guichet/e2e/kit/rtp/opus-frames.ts';
import { RtpSender } from '@guichet/e2e/kit/rtp/rtp-sender.ts';
import { SeededRandom } from '@guichet/e2e/kit/seeded-random.ts';
import { TcpFaultProxy } from '@guichet/e2e/kit/tcp-fault-proxy.ts';
import { UdpFaultProxy } from '@guichet/e2e/kit/udp-fault-proxy.ts';
import { Vp8Frames } from '@guichet/e2e/kit/rtp/vp8-frames.ts';
import { type LoadCodec, loadCodec, PageIdentity, PublishingPeer } from '@guichet/rtc-peer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { NodeKit } from './node-kit.ts';

type Pass = Pick<RoomPass, 'signallingUrl' | 'token' | 'participantId'>;

const pacer = new Pacer();
const cleanUp: (() => void)[] = [];
let kit: NodeKit;
let signalling: TcpFaultProxy;
let media: UdpFaultProxy;
let nextSsrc = 80_000;

beforeAll(async () => {
  kit = await NodeKit.start();
  signalling = await TcpFaultProxy.start({ address: '127.0.0.1', port: kit.node.port });
  media = await UdpFaultProxy.start({ upstream: { address: '127.0.0.1', port: kit.config.mediaPort }, random: new SeededRandom(5) });
});
afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo();
});
afterAll(async () => {
  signalling?.close();
  media?.close();
  await kit?.stop();
});

test('goes on after its socket was lost, without being published anew', async () => {
  const { peer, viewer, participantId, passes } = await watched();
  signalling.cut();
  const before = viewer.packetsFrom(participantId, 'camera');
  await expect.poll(() => viewer.packetsFrom(participantId, 'camera'), { timeout: 10_000 }).toBeGreaterThan(before + 40);
  await peer.present();
  expect(passes.length).toBe(1);
});

test('is published anew after the worker was killed', async () => {
  const { peer, viewer, participantId, interruptions } = await watched();
  for (const pid of kit.node.workerPids) killHard(pid);
  await expect.poll(() => interruptions.count, { timeout: 10_000 }).toBe(1);
  await peer.present();
  const before = viewer.packetsFrom(participantId, 'camera');
  await expect.poll(() => viewer.packetsFrom(participantId, 'camera'), { timeout: 10_000 }).toBeGreaterThan(before + 20);
});

test('comes in with a fresh pass when nothing of what it sends arrives any more', async () => {
  const { peer, viewer, participantId, passes } = await watched();
  media.setBlackout(true);
  await expect.poll(() => passes.length, { timeout: 20_000 }).toBe(2);
  media.setBlackout(false);
  await peer.present();
  const before = viewer.packetsFrom(participantId, 'camera');
  await expect.poll(() => viewer.packetsFrom(participantId, 'camera'), { timeout: 10_000 }).toBeGreaterThan(before + 20);
}, 60_000);

test('changes to the codec that somebody needs, once', async () => {
  const wishes: LoadCodec[] = [];
  const { room, peer } = await watched(async (codec) => {
    wishes.push(codec);
    return true;
  });
  const onlyH264 = await enter(room, [loadCodec.opus, loadCodec.h264]);
  await expect.poll(() => onlyH264.received.size, { timeout: 10_000 }).toBe(2);
  expect([...onlyH264.received.values()].map(({ offer }) => offer.rtpParameters.codecs[0]?.mimeType).toSorted()).toEqual([
    'audio/opus',
    'video/H264',
  ]);
  const onlyVp8 = await enter(room, [loadCodec.opus, loadCodec.vp8]);
  await expect.poll(() => onlyVp8.received.size, { timeout: 10_000 }).toBe(1);
  await peer.present();
  expect(wishes).toEqual([loadCodec.h264]);
});

test('is over when the node says so', async () => {
  const { participantId, room, ended } = await watched();
  await kit.counter.command('peer.remove', { roomId: room, participantId });
  await expect.poll(() => ended.why, { timeout: 5_000 }).toBe('removed');
});

/** A peer that publishes, and somebody who sees and hears it. */
async function watched(onCodecWanted?: (codec: LoadCodec) => Promise<boolean>) {
  const { roomId: room } = await kit.openRoom();
  const participantId = newId('par');
  const identity = await PageIdentity.create();
  const passes: Pass[] = [];
  const interruptions = { count: 0 };
  const ended: { why: string | null } = { why: null };
  const peer = await PublishingPeer.join({
    getPass: async () => {
      const pass = { ...(await passTo(room, participantId, identity)), signallingUrl: `http://127.0.0.1:${signalling.port}` };
      passes.push(pass);
      return pass;
    },
    identity,
    candidateOverride: { address: '127.0.0.1', port: media.port },
    nextSsrc: () => nextSsrc++,
    streams: [
      { source: 'microphone', codec: loadCodec.opus, audioLevelDbov: () => -20 },
      { source: 'camera', codec: loadCodec.vp8 },
    ],
    ...(onCodecWanted ? { onCodecWanted: (_source, codec) => onCodecWanted(codec) } : {}),
    onInterrupted: () => interruptions.count++,
    onEnded: (why) => (ended.why = why),
  });
  cleanUp.push(() => peer.close());
  const random = new SeededRandom(3);
  const encoders = [
    { source: 'microphone', clockRate: 48_000, framesPerSecond: 50, frames: new OpusFrames(random) },
    {
      source: 'camera',
      clockRate: 90_000,
      framesPerSecond: 15,
      frames: new Vp8Frames(random, { keyFrameInterval: 15, frameBytes: 800, widthPx: 640, heightPx: 480 }),
    },
  ] as const;
  for (const { source, clockRate, framesPerSecond, frames } of encoders) {
    const write = (packet: Buffer): boolean => {
      peer.send(source, packet, Date.now());
      return true;
    };
    const sender = new RtpSender({ ssrc: 1, payloadType: 96, clockRate, cname: 'encoder', source: frames, framesPerSecond, write });
    cleanUp.push(pacer.add((elapsedMs) => sender.advance(elapsedMs)));
  }
  const viewer = await enter(room);
  await expect.poll(() => viewer.packetsFrom(participantId, 'camera'), { timeout: 10_000 }).toBeGreaterThan(10);
  await expect.poll(() => viewer.packetsFrom(participantId, 'microphone'), { timeout: 10_000 }).toBeGreaterThan(10);
  return { peer, viewer, participantId, passes, interruptions, ended, room };
}

async function enter(room: RoomId, decodes?: readonly LoadCodec[]): Promise<LoadPeer> {
  const identity = await PageIdentity.create();
  const pass = await passTo(room, newId('par'), identity);
  const peer = await LoadPeer.join({ pass, identity, streams: [], pacer, firstSsrc: nextSsrc++, ...(decodes ? { decodes } : {}) });
  cleanUp.push(() => peer.close());
  return peer;
}

async function passTo(room: RoomId, participantId: ParticipantId, identity: PageIdentity): Promise<Pass> {
  const token = await kit.counter.mint({ room, sub: participantId, jkt: identity.thumbprint });
  return { signallingUrl: `http://127.0.0.1:${kit.node.port}`, token, participantId };
}

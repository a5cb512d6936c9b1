import { newId } from '@guichet/protocol';
import { LoadPeer, type LoadStream } from '@guichet/e2e/kit/load-peer.ts';
import { Pacer } from '@guichet/e2e/kit/pacer.ts';
import { killHard } from '@guichet/e2e/kit/process-faults.ts';
import { H264Frames } from '@guichet/e2e/kit/rtp/h264-frames.ts';
import { OpusFrames } from '@guichet/e2e/kit/rtp/opus-frames.ts';
import { SeededRandom } from '@guichet/e2e/kit/seeded-random.ts';
import { loadCodec, PageIdentity } from '@guichet/rtc-peer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { NodeKit } from './node-kit.ts';

const pacer = new Pacer();
const peers: LoadPeer[] = [];
let kit: NodeKit;
let nextSsrc = 50_000;

const streams: readonly LoadStream[] = [
  {
    source: 'microphone',
    codec: loadCodec.opus,
    frames: () => new OpusFrames(new SeededRandom(1)),
    framesPerSecond: 50,
    audioLevelDbov: -20,
  },
  {
    source: 'camera',
    codec: loadCodec.h264,
    frames: () => new H264Frames(new SeededRandom(2), { frameBytes: 2_000, keyFrameInterval: 60 }),
    framesPerSecond: 15,
  },
];

beforeAll(async () => {
  kit = await NodeKit.start();
});
afterEach(() => {
  for (const peer of peers.splice(0)) peer.close();
});
afterAll(async () => kit?.stop());

test('two load peers hear and see each other without loss', async () => {
  const [one, other] = await joinPair();
  await expect.poll(() => one.packetsFrom(other.participantId, 'camera'), { timeout: 10_000 }).toBeGreaterThan(30);
  await expect.poll(() => other.packetsFrom(one.participantId, 'microphone'), { timeout: 10_000 }).toBeGreaterThan(50);
  expect(one.lostFrom(other.participantId, 'camera') + other.lostFrom(one.participantId, 'microphone')).toBe(0);
  expect([one.failure, other.failure]).toEqual([undefined, undefined]);
});

test('media of a load peer goes on while its socket is gone, and it resumes', async () => {
  const [one, other] = await joinPair();
  await expect.poll(() => other.packetsFrom(one.participantId, 'microphone'), { timeout: 10_000 }).toBeGreaterThan(10);
  one.loseSocket();
  const before = other.packetsFrom(one.participantId, 'microphone');
  await expect.poll(() => other.packetsFrom(one.participantId, 'microphone'), { timeout: 5_000 }).toBeGreaterThan(before + 50);
  const snapshot = await one.resume();
  expect(snapshot.ownTracks.map(({ source }) => source).toSorted()).toEqual(['camera', 'microphone']);
});

test('load peers start over when their worker was killed', async () => {
  const [one, other] = await joinPair();
  await expect.poll(() => other.packetsFrom(one.participantId, 'camera'), { timeout: 10_000 }).toBeGreaterThan(10);
  for (const pid of kit.node.workerPids) killHard(pid);
  await expect.poll(() => [one.rebuildCount, other.rebuildCount], { timeout: 10_000 }).toEqual([1, 1]);
  const before = other.packetsFrom(one.participantId, 'camera');
  await expect.poll(() => other.packetsFrom(one.participantId, 'camera'), { timeout: 10_000 }).toBeGreaterThan(before + 20);
});

async function joinPair(): Promise<[LoadPeer, LoadPeer]> {
  const { roomId } = await kit.openRoom();
  const join = async (): Promise<LoadPeer> => {
    const identity = await PageIdentity.create();
    const participantId = newId('par');
    const token = await kit.counter.mint({ room: roomId, sub: participantId, jkt: identity.thumbprint });
    const signallingUrl = `http://127.0.0.1:${kit.node.port}`;
    const peer = await LoadPeer.join({ pass: { signallingUrl, token, participantId }, identity, streams, pacer, firstSsrc: nextSsrc });
    nextSsrc += 10;
    peers.push(peer);
    return peer;
  };
  return [await join(), await join()];
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadPeer } from '@guichet/e2e/kit/load-peer.ts';
import { Pacer } from '@guichet/e2e/kit/pacer.ts';
import { ClipFrames, encodeClip, type EncodedClip } from '@guichet/e2e/kit/rtp/encoded-clip.ts';
import { newId, type RoomId, type TrackId, type TrackSource } from '@guichet/protocol';
import { loadCodec, PageIdentity } from '@guichet/rtc-peer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeWrapKey, NodeKit } from '../testing/node-kit.ts';
import { RecordingService } from '../testing/recording-service.ts';
import { until } from '../testing/until.ts';

const FRAMES_PER_SECOND = 10;
const [WIDTH_PX, HEIGHT_PX] = [320, 180];
const SECONDS = 2;
const RATE = 48_000;
const folder = mkdtempSync(join(tmpdir(), 'guichet-measures-'));
const pacer = new Pacer();
const peers: LoadPeer[] = [];
let service: RecordingService;
let kit: NodeKit;
let nextSsrc = 60_000;
/** A gray picture and a tone; no light and no sound. */
let clips: Readonly<Record<'seen' | 'dark', EncodedClip>>;

beforeAll(async () => {
  service = await RecordingService.start();
  kit = await NodeKit.start({ env: { RECORDING_SOCKET: service.socketPath } });
  clips = { seen: await clipOf('seen', 144, 0.25), dark: await clipOf('dark', 16, 0) };
}, 60_000);
afterAll(async () => {
  for (const peer of peers) peer.close();
  await kit?.stop();
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** @param luma of every pixel, as video counts: 16 is black, 235 white @param amplitude of a tone of 300 Hz, as a share of full scale */
async function clipOf(name: string, luma: number, amplitude: number): Promise<EncodedClip> {
  const files = { videoPath: join(folder, `${name}.y4m`), audioPath: join(folder, `${name}.wav`) };
  const frame = [Buffer.from('FRAME\n'), Buffer.alloc(WIDTH_PX * HEIGHT_PX, luma), Buffer.alloc((WIDTH_PX * HEIGHT_PX) / 2, 128)];
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH_PX} H${HEIGHT_PX} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420mpeg2\n`);
  writeFileSync(files.videoPath, Buffer.concat([header, ...Array.from({ length: SECONDS * FRAMES_PER_SECOND }, () => frame).flat()]));
  writeFileSync(files.audioPath, toneOf(amplitude));
  const coded = { videoCodec: loadCodec.vp8, framesPerSecond: FRAMES_PER_SECOND, durationSeconds: SECONDS, videoKbps: 200, audioKbps: 32 };
  return encodeClip(files, coded);
}

/** A WAV file of one channel. */
function toneOf(amplitude: number): Buffer {
  const samples = Buffer.alloc(SECONDS * RATE * 2);
  for (let at = 0; at < SECONDS * RATE; at += 1) {
    samples.writeInt16LE(Math.round(amplitude * 32_767 * Math.sin((2 * Math.PI * 300 * at) / RATE)), at * 2);
  }
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

async function openRoom(measured: boolean): Promise<RoomId> {
  const { roomId } = await kit.openRoom({ recording: { ...(await makeWrapKey()), measured } });
  return roomId;
}

async function publish(room: RoomId, { video, audio }: EncodedClip): Promise<LoadPeer> {
  const identity = await PageIdentity.create();
  const participantId = newId('par');
  const token = await kit.counter.mint({ room, sub: participantId, jkt: identity.thumbprint });
  const peer = await LoadPeer.join({
    pass: { signallingUrl: `http://127.0.0.1:${kit.node.port}`, token, participantId },
    ...{ identity, pacer, firstSsrc: nextSsrc },
    streams: [
      { source: 'microphone', codec: loadCodec.opus, framesPerSecond: 50, frames: () => new ClipFrames(audio) },
      { source: 'camera', codec: loadCodec.vp8, framesPerSecond: FRAMES_PER_SECOND, frames: () => new ClipFrames(video) },
    ],
  });
  nextSsrc += 10;
  peers.push(peer);
  return peer;
}

const trackOf = (peer: LoadPeer, source: TrackSource) => peer.senders.get(source)?.trackId as TrackId;
const measuresOf = (peer: LoadPeer, source: TrackSource) => kit.counter.measures.filter(({ trackId }) => trackId === trackOf(peer, source));
const picturesOf = (peer: LoadPeer) => measuresOf(peer, 'camera').flatMap(({ pictures }) => pictures);
const soundsOf = (peer: LoadPeer) => measuresOf(peer, 'microphone').flatMap(({ sounds }) => sounds);

it('what is recorded of a call is measured, and the measures leave the node for the counter, of what is measured alone', async () => {
  const [room, other] = [await openRoom(true), await openRoom(false)];
  const unmeasured = [await publish(other, clips.seen), await publish(other, clips.dark)];
  const [seen, dark] = [await publish(room, clips.seen), await publish(room, clips.dark)];

  for (const peer of [seen, dark]) {
    await until('pictures are measured', () => picturesOf(peer).length >= 3, 20_000);
    await until('sound is measured', () => soundsOf(peer).length >= 3, 20_000);
    expect(new Set([...measuresOf(peer, 'camera'), ...measuresOf(peer, 'microphone')].map(({ participantId }) => participantId))).toEqual(
      new Set([peer.participantId]),
    );
  }
  // Each track has its own: video counts from 16 to 235 what a picture counts from 0 to 255; the tone is 12 dB below full scale, and its mean another 3.
  for (const { luma, spread } of picturesOf(seen))
    expect([Math.abs(luma - ((144 - 16) * 255) / 219) < 8, spread < 6]).toEqual([true, true]);
  for (const { luma } of picturesOf(dark)) expect(luma).toBeLessThan(8);
  expect(Math.abs((soundsOf(seen).at(-1)?.levelDbfs ?? 0) + 15)).toBeLessThan(3);
  expect(soundsOf(dark).at(-1)?.peakDbfs).toBeLessThan(-78);
  // Two a second, in the order in which they were taken.
  const times = picturesOf(seen).map(({ atMs }) => atMs);
  expect(times).toEqual(times.toSorted((one, another) => one - another));
  const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(300);

  await seen.setPaused('camera', true);
  const paused = picturesOf(seen).length;
  const before = picturesOf(dark).length;
  await until('the other is measured on', () => picturesOf(dark).length >= before + 2, 20_000);
  // One that was under way is all that may come.
  expect(picturesOf(seen).length - paused).toBeLessThanOrEqual(1);

  const known = new Set([seen, dark].flatMap((peer) => [trackOf(peer, 'camera'), trackOf(peer, 'microphone')]));
  expect(unmeasured.every((peer) => peer.senders.size === 2)).toBe(true);
  expect(kit.counter.measures.filter(({ trackId }) => !known.has(trackId))).toEqual([]);
}, 90_000);

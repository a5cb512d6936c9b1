import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import type { TapFrameHead } from '@guichet/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeFlashBeepClip, partyTracks, sendClip } from '../testing/ffmpeg-kit.ts';
import { TestService, until } from '../testing/service-kit.ts';

const parties = [
  { codec: 'VP8', ssrc: 1_000 },
  { codec: 'H264', ssrc: 2_000 },
] as const;
const out = mkdtempSync(join(tmpdir(), 'guichet-taps-'));
const clip = join(out, 'clip.mkv');
const cleanups: (() => unknown)[] = [];

beforeAll(() => makeFlashBeepClip(clip, parties, 10));
afterAll(() => rmSync(out, { recursive: true, force: true }));
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function recording() {
  const service = new TestService();
  cleanups.push(() => service.end());
  service.start();
  const client = await service.connect();
  const recordingId = newId('rec');
  const { rtpPort } = await client.open(recordingId, service.keys.wrapKey, 'key-1');
  const tracks = parties.map((party) => partyTracks(party));
  for (const { video, audio } of tracks) {
    await client.declareTrack(recordingId, video);
    await client.declareTrack(recordingId, audio);
  }
  const play = () => {
    const source = sendClip(clip, rtpPort, parties);
    cleanups.push(() => source.stop());
  };
  return { service, client, recordingId, tracks: tracks as [(typeof tracks)[0], (typeof tracks)[0]], play };
}

interface Heard {
  readonly head: TapFrameHead;
  readonly payload: Buffer;
}

const ended = (frames: readonly Heard[]): boolean => frames.some(({ head }) => head.type === 'end');
/** Children of a process, as the kernel lists them. */
const processesUnder = (pid: number): string[] => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);

/** When the loud stretches begin, by the block times: the clip beeps once a second. */
function beepsIn(frames: readonly Heard[], sampleRate: number): number[] {
  const beeps: number[] = [];
  let quietSamples = sampleRate;
  for (const { head, payload } of frames) {
    if (head.type !== 'pcm') continue;
    for (let i = 0; i < head.samples; i++) {
      const loud = Math.abs(payload.readInt16LE(i * 2)) > 4_000;
      if (loud && quietSamples > sampleRate / 2) beeps.push(head.atMs + (i / sampleRate) * 1000);
      quietSamples = loud ? 0 : quietSamples + 1;
    }
  }
  return beeps;
}

const meanGray = (payload: Buffer): number => payload.reduce((sum, value) => sum + value, 0) / payload.length;

describe('taps', () => {
  it('give pictures and sound of what is written, each with its time, and end with their track', async () => {
    const {
      client,
      recordingId,
      tracks: [vp8, h264],
      play,
    } = await recording();
    const gray: Heard[] = [];
    const jpeg: Heard[] = [];
    const pcm: Heard[] = [];
    await client.tap(
      { name: 'tap.stills', payload: { recordingId, trackId: vp8.video.trackId, everyMs: 40, heightPx: 90, format: 'gray' } },
      { onFrame: (head, payload) => gray.push({ head, payload }) },
    );
    await client.tap(
      { name: 'tap.stills', payload: { recordingId, trackId: h264.video.trackId, everyMs: 500 } },
      { onFrame: (head, payload) => jpeg.push({ head, payload }) },
    );
    await client.tap(
      { name: 'tap.pcm', payload: { recordingId, trackId: vp8.audio.trackId } },
      { onFrame: (head, payload) => pcm.push({ head, payload }) },
    );
    const playedAtMs = Date.now();
    play();
    await until(
      'four seconds of sound',
      () => pcm.reduce((sum, { head }) => sum + (head.type === 'pcm' ? head.samples : 0), 0) > 4 * 16_000,
      30_000,
    );
    await until('as much of the picture', () => jpeg.length >= 8, 30_000);

    const beeps = beepsIn(pcm, 16_000);
    const flashes = gray.flatMap(({ head, payload }, i) =>
      head.type === 'still' && meanGray(payload) > 128 && i > 0 && meanGray(gray[i - 1]?.payload ?? payload) < 128 ? [head.atMs] : [],
    );
    expect(beeps.length).toBeGreaterThanOrEqual(3);
    expect(flashes.length).toBeGreaterThanOrEqual(3);
    const apart = flashes.map((at) => Math.min(...beeps.map((beep) => Math.abs(beep - at))));
    console.log(`tap: flash against beep ${Math.max(...apart).toFixed(0)} ms`);
    expect(Math.max(...apart)).toBeLessThanOrEqual(100);
    expect(Math.min(...flashes)).toBeGreaterThan(playedAtMs);

    for (const { head, payload } of gray)
      expect(head.type === 'still' ? [head.widthPx, head.heightPx] : []).toEqual([160, payload.length / 160]);
    for (const { head, payload } of jpeg) {
      expect(head).toMatchObject({ type: 'still', format: 'jpeg', heightPx: 180, widthPx: 320, keyframe: false });
      expect([payload.readUInt16BE(0), payload.readUInt16BE(payload.length - 2)]).toEqual([0xffd8, 0xffd9]);
    }
    const times = jpeg.flatMap(({ head }) => (head.type === 'still' ? [head.atMs] : []));
    const steps = times.slice(1).map((atMs, i) => atMs - (times[i] ?? Number.NaN));
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(470);

    await client.closeTrack(recordingId, h264.video.trackId);
    await until('the picture ends', () => ended(jpeg));
    expect(jpeg.at(-1)?.head).toEqual({ type: 'end', reason: 'track_closed' });
    await client.close(recordingId, 'ended');
    await until('everything ends', () => ended(gray) && ended(pcm));
    expect(pcm.at(-1)?.head).toEqual({ type: 'end', reason: 'recording_closed' });
  });

  it('measure the sound without giving it away, by the half second, and start no process for it', async () => {
    const {
      service,
      client,
      recordingId,
      tracks: [vp8],
      play,
    } = await recording();
    const heard: Heard[] = [];
    await client.tap(
      { name: 'tap.sound', payload: { recordingId, trackId: vp8.audio.trackId } },
      { onFrame: (head, payload) => heard.push({ head, payload }) },
    );
    play();
    await until('four seconds of it', () => heard.length >= 8, 30_000);
    const measures = heard.flatMap(({ head }) => (head.type === 'sound' ? [head.measure] : []));
    expect(processesUnder(service.pid)).toEqual([]);
    expect(heard.every(({ payload }) => payload.length === 0)).toBe(true);
    for (const [index, { atMs }] of measures.entries()) if (index > 0) expect(atMs - (measures[index - 1]?.atMs ?? 0)).toBe(500);
    // It beeps once a second, and is still in between. A beep may lie across two half seconds, so none of them need be still as a whole.
    expect(Math.max(...measures.map(({ peakDbfs }) => peakDbfs))).toBeGreaterThan(-20);
    expect(Math.min(...measures.map(({ noiseDbfs }) => noiseDbfs))).toBeLessThan(-60);
    await client.close(recordingId, 'ended');
    await until('it ends', () => ended(heard));
  });

  it('of key frames alone confirm what is recorded at next to no cost', async () => {
    const {
      client,
      recordingId,
      tracks: [, h264],
      play,
    } = await recording();
    const stills: Heard[] = [];
    await client.tap(
      { name: 'tap.stills', payload: { recordingId, trackId: h264.video.trackId, everyMs: 40, frames: 'keyframes' } },
      { onFrame: (head, payload) => stills.push({ head, payload }) },
    );
    play();
    await until('three key frames (one every 2 s)', () => stills.length >= 3, 15_000);
    const times = stills.map(({ head }) => (head.type === 'still' && head.keyframe ? head.atMs : 0));
    for (const [i, at] of times.entries()) if (i > 0) expect(Math.abs(at - (times[i - 1] ?? 0) - 2_000)).toBeLessThan(100);
  });

  it('leave no process behind: not when the listener goes, not when the service is killed', async () => {
    const {
      service,
      client,
      recordingId,
      tracks: [vp8],
      play,
    } = await recording();
    play();
    const heard: Heard[] = [];
    const request = { name: 'tap.pcm', payload: { recordingId, trackId: vp8.audio.trackId } } as const;
    const tap = await client.tap(request, { onFrame: (head, payload) => heard.push({ head, payload }) });
    await until('it runs', () => heard.length > 0);
    expect(processesUnder(service.pid)).toHaveLength(1);
    tap.close();
    await until('its process is gone', () => processesUnder(service.pid).length === 0);

    let over = false;
    await client.tap(request, { onFrame: () => undefined, onEnd: () => (over = true) });
    const [decoder] = await until('another runs', () => (processesUnder(service.pid).length === 1 ? processesUnder(service.pid) : null));
    await service.kill('SIGKILL');
    await until('the listener is told', () => over);
    await until('the decoder is gone too', () => !isAlive(Number(decoder)));
  });

  it('are refused for what is not there or is not of that kind', async () => {
    const {
      client,
      recordingId,
      tracks: [vp8],
    } = await recording();
    const nothing = { onFrame: () => undefined };
    await expect(client.tap({ name: 'tap.pcm', payload: { recordingId, trackId: newId('trk') } }, nothing)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(client.tap({ name: 'tap.pcm', payload: { recordingId, trackId: vp8.video.trackId } }, nothing)).rejects.toMatchObject({
      code: 'codec_unsupported',
    });
    await expect(
      client.tap({ name: 'tap.stills', payload: { recordingId, trackId: vp8.video.trackId, everyMs: 1 } }, nothing),
    ).rejects.toMatchObject({ code: 'bad_request' });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCodec } from '@guichet/rtc-peer';
import { type FlashBeepFiles, findFlashes, writeFlashBeepFiles } from '../flash-beep.ts';
import { ClipFrames, encodeClip } from './encoded-clip.ts';

const durationSeconds = 4;
let folder: string;
let files: FlashBeepFiles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-clip-'));
  files = await writeFlashBeepFiles(folder, { party: 1, widthPx: 320, heightPx: 180, framesPerSecond: 15 }, durationSeconds);
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

test.each([loadCodec.vp8, loadCodec.h264])(
  'a clip in %s has a key frame every second and a packet of sound every 20 ms',
  async (videoCodec) => {
    const clip = await encodeClip(files, { videoCodec, framesPerSecond: 15, durationSeconds, videoKbps: 300, audioKbps: 32 });
    expect(clip.video).toHaveLength(durationSeconds * 15);
    expect(clip.audio).toHaveLength(durationSeconds * 50);
    const keyFrames = clip.video.flatMap(({ keyFrame }, index) => (keyFrame ? [index] : []));
    expect(keyFrames.slice(0, 4)).toEqual([0, 15, 30, 45]);
    const frames = new ClipFrames(clip.video);
    for (let index = 0; index < clip.video.length; index++) frames.next();
    expect(frames.next(), 'after the last frame the first again').toBe(clip.video[0]);
  },
  30_000,
);

test('what the packets of an H.264 clip carry decodes to the flashes that were drawn', async () => {
  const clip = await encodeClip(files, {
    videoCodec: loadCodec.h264,
    framesPerSecond: 15,
    durationSeconds,
    videoKbps: 300,
    audioKbps: 32,
  });
  const path = join(folder, 'depacketised.h264');
  await writeFile(path, Buffer.concat(clip.video.flatMap(({ payloads }) => payloads.flatMap(depacketise))));
  const { flashes, frameCount } = await findFlashes(path, 0);
  expect(frameCount).toBe(clip.video.length);
  expect(flashes.map(({ second, party }) => ({ second, party }))).toEqual([1, 2, 3].map((second) => ({ second, party: 1 })));
}, 30_000);

/** Back to Annex B: aggregates taken apart, fragments put together (RFC 6184 sections 5.7.1 and 5.8). */
function depacketise(payload: Uint8Array): Uint8Array[] {
  const startCode = Uint8Array.of(0, 0, 0, 1);
  const type = (payload[0] ?? 0) & 0x1f;
  if (type === 28) {
    const header = payload[1] ?? 0;
    const isStart = (header & 0x80) !== 0;
    const unitHeader = Uint8Array.of(((payload[0] ?? 0) & 0xe0) | (header & 0x1f));
    return isStart ? [startCode, unitHeader, payload.subarray(2)] : [payload.subarray(2)];
  }
  if (type !== 24) return [startCode, payload];
  const units: Uint8Array[] = [];
  for (let offset = 1; offset + 2 <= payload.length; ) {
    const size = ((payload[offset] ?? 0) << 8) | (payload[offset + 1] ?? 0);
    units.push(startCode, payload.subarray(offset + 2, offset + 2 + size));
    offset += 2 + size;
  }
  return units;
}

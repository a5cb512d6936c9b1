import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apart, loudnessOf, makeClip, makeRecording } from '../testing/compose-kit.ts';
import { brightness, decodeErrors, loudness, risesOver } from '../testing/ffmpeg-kit.ts';
import { PictureReader } from '../testing/picture-reader.ts';
import { composeRecording, type MuxedRecording } from './index.ts';

const SECONDS = 5;
const STARTED_AT = '2026-11-22T07:09:26.120Z';
const folder = mkdtempSync(join(tmpdir(), 'guichet-compose-'));
const at = (name: string): string => join(folder, name);
const output = at('out.mp4');
const progress: number[] = [];
let recording: MuxedRecording;

const story = {
  ...{ language: 'en', timeZone: 'Asia/Shanghai', sessionNumber: '0042', gaps: [], speech: [] },
  parties: [
    { participantId: 'a', name: 'Zhang San', role: 'customer' },
    { participantId: 'b', name: 'Li Wei', role: 'agent' },
  ],
  steps: [{ fromMs: 0, untilMs: 5_000, text: 'Risk disclosure' }],
  captions: [{ fromMs: 0, untilMs: 5_000, text: 'You may lose money' }],
  chapters: [
    { fromMs: 0, untilMs: 2_000, text: 'Risk = disclosure' },
    { fromMs: 2_000, untilMs: 9_000, text: '签署' },
  ],
} as const;

beforeAll(async () => {
  const [picture, portrait, sound, quiet] = await Promise.all([
    makeClip(at('a.mkv'), { codec: 'VP8', seconds: SECONDS, size: '320x180' }),
    makeClip(at('b.mkv'), { codec: 'H264', seconds: SECONDS, size: '180x320' }),
    makeClip(at('c.mkv'), { codec: 'opus', seconds: SECONDS, volume: 0.4 }),
    makeClip(at('d.mkv'), { codec: 'opus', seconds: SECONDS, volume: 0.05 }),
  ]);
  recording = await makeRecording(
    at('in.mkv'),
    [
      { participantId: 'a', source: 'camera', parts: [{ clip: picture, atMs: 0 }] },
      { participantId: 'a', source: 'microphone', parts: [{ clip: sound, atMs: 0 }] },
      { participantId: 'b', source: 'camera', parts: [{ clip: portrait, atMs: 0 }] },
      { participantId: 'b', source: 'microphone', parts: [{ clip: quiet, atMs: 0 }] },
    ],
    STARTED_AT,
  );
  const options = { layout: 'side-by-side', story: story as never, onProgress: (ratio: number) => progress.push(ratio) } as const;
  await composeRecording(recording, output, options);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is a file that every browser plays: H.264 high 4:2:0 and AAC, index in front, the mix first, each party as a track of its own', async () => {
  const bytes = readFileSync(output);
  expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  using input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(output) });
  const tracks = await input.getTracks();
  expect(tracks.map(({ codec }) => codec).filter((codec) => codec !== null)).toEqual(['avc', 'aac', 'aac', 'aac']);
  for (const name of ['All voices', 'Zhang San · customer', 'Li Wei · agent']) expect(bytes.includes(name)).toBe(true);
  expect((await input.getPrimaryVideoTrack())?.displayWidth).toBe(1_280);
  expect(await decodeErrors(output)).not.toMatch(/error|invalid|corrupt/i);
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(progress.at(-1)).toBe(1);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
});

it('flashes when it beeps, for both parties and in the mix, within 60 ms', async () => {
  const [left, right, mix, alone] = await Promise.all([
    brightness(output, '0:0', '320:240:160:60').then((entries) => risesOver(entries, 200)),
    brightness(output, '0:0', '120:240:900:60').then((entries) => risesOver(entries, 200)),
    loudness(output, '0:1').then((entries) => risesOver(entries, -30)),
    loudness(output, '0:3').then((entries) => risesOver(entries, -50)),
  ]);
  for (const moments of [left, right, mix, alone]) expect(moments.length).toBeGreaterThanOrEqual(SECONDS - 1);
  const worst = Math.max(...apart(left, mix), ...apart(right, mix), ...apart(left, right), ...apart(right, alone));
  console.info(`flash against beep: ${Math.round(worst)} ms`);
  expect(worst).toBeLessThanOrEqual(60);
});

it('shows the clock of the recorder in its pictures', async () => {
  const reader = await PictureReader.open();
  try {
    for (const ms of [520, 3_480]) {
      expect(Math.abs((await reader.clock(output, ms, '+08:00')) - (Date.parse(STARTED_AT) + ms))).toBeLessThanOrEqual(100);
    }
    expect(await reader.text(output, 1_520, '1280:48:0:0')).toMatch(/0042.*Risk disclosure/);
    expect(await reader.text(output, 1_520, '1280:88:0:408')).toContain('You may lose money');
  } finally {
    await reader.close();
  }
});

it('is as loud as speech is expected to be, and has the chapters of the procedure', async () => {
  expect(Math.abs((await loudnessOf(output, '0:1')) + 16)).toBeLessThanOrEqual(1);
  const bytes = readFileSync(output);
  for (const title of ['Risk = disclosure', '签署']) expect(bytes.includes(title)).toBe(true);
});

it('leaves nothing behind when it is broken off', async () => {
  const abort = new AbortController();
  const options = {
    layout: 'speaker',
    story: story as never,
    signal: abort.signal,
    onProgress: (ratio: number) => ratio > 0.2 && abort.abort(),
  } as const;
  await expect(composeRecording(recording, at('never.mp4'), options)).rejects.toThrow();
  expect(readdirSync(folder).filter((name) => name.includes('never'))).toEqual([]);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../chromium.ts';
import {
  beepMinusFlashMs,
  capturedMoments,
  type FlashBeepFiles,
  findBeeps,
  findFlashes,
  median,
  observeCapture,
  writeFlashBeepFiles,
} from '../flash-beep.ts';

const party = 2;
const seconds = 6;
let folder: string;
let files: FlashBeepFiles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-flash-beep-'));
  files = await writeFlashBeepFiles(folder, { party, widthPx: 640, heightPx: 360, framesPerSecond: 30 }, seconds);
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

test('after coding with VP8 and Opus every flash and beep is found, at its second and in sync', async () => {
  const file = await encode('in-sync.mkv', []);
  const video = await findFlashes(file, 0);
  const audio = await findBeeps(file, 0, party);
  expect(video.frameCount).toBe(seconds * 30);
  // The file begins inside the first flash, whose start is therefore not in it.
  expect(video.flashes.map(({ second }) => second)).toEqual([1, 2, 3, 4, 5]);
  expect(video.flashes.every((flash) => flash.party === party)).toBe(true);
  for (const { atMs, second } of video.flashes) expect(Math.abs(atMs - (second ?? 0) * 1000)).toBeLessThan(35);
  const offsets = beepMinusFlashMs(video, audio);
  expect(offsets).toHaveLength(5);
  expect(Math.abs(median(offsets))).toBeLessThan(15);
  expect(audio.gaps).toEqual([]);
}, 30_000);

test('sound that is 180 ms late is measured as late', async () => {
  const file = await encode('late.mkv', ['-itsoffset', '0.180']);
  const offsets = beepMinusFlashMs(await findFlashes(file, 0), await findBeeps(file, 0, party));
  expect(Math.abs(median(offsets) - 180)).toBeLessThan(15);
}, 30_000);

test("another party's beep is not taken for this one's", async () => {
  const file = await encode('other.mkv', []);
  expect((await findBeeps(file, 0, party + 1)).beepsAtMs).toEqual([]);
}, 30_000);

test('a hole in the sound is reported as a gap', async () => {
  const whole = await encode('whole.mkv', []);
  const holed = join(folder, 'holed.mkv');
  const drop = "aselect='not(between(t,2,2.4))'";
  await ffmpeg(['-i', whole, '-map', '0:a', '-af', drop, '-c:a', 'pcm_s16le', holed]);
  const { gaps } = await findBeeps(holed, 0, party);
  expect(gaps).toHaveLength(1);
  expect(Math.abs((gaps[0]?.toMs ?? 0) - (gaps[0]?.fromMs ?? 0) - 400)).toBeLessThan(45);
}, 30_000);

test('Chromium shows a flash and sounds a beep once a second', async () => {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<title>t</title>'));
  const browser = await launchChromium({ fakeVideoPath: files.videoPath, fakeAudioPath: files.audioPath });
  try {
    await observeCapture(browser.context);
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    await page.goto(await listen(server));
    await page.evaluate(async () => {
      await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
    });
    await expect.poll(async () => (await capturedMoments(page)).flashAtMs.length, { timeout: 15_000 }).toBeGreaterThan(3);
    const { flashAtMs, beepAtMs } = await capturedMoments(page);
    // Its fake camera and its fake microphone begin when each is ready, so flash and beep are not in step, but each comes once a second. The bound tells
    // a second from two (one was missed) or none (one was taken for two); a moment is as exact as pictures are apart, 33 ms, and a busy page reads late.
    for (const moments of [flashAtMs, beepAtMs]) {
      const seconds = moments.slice(1).map((moment, index) => moment - (moments[index] ?? moment));
      expect(seconds.length).toBeGreaterThan(1);
      expect(Math.abs(median(seconds) - 1_000)).toBeLessThan(100);
    }
  } finally {
    await browser.close();
    server.close();
  }
}, 60_000);

async function encode(name: string, beforeAudio: readonly string[]): Promise<string> {
  const path = join(folder, name);
  const input = ['-i', files.videoPath, ...beforeAudio, '-i', files.audioPath];
  const video = ['-c:v', 'libvpx', '-b:v', '600k', '-deadline', 'realtime', '-cpu-used', '8'];
  await ffmpeg([...input, ...video, '-c:a', 'libopus', path]);
  return path;
}

async function ffmpeg(args: readonly string[]): Promise<void> {
  const child = spawn(ffmpegInstaller.path, ['-nostdin', '-v', 'error', '-y', ...args], { stdio: 'inherit' });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  expect(exitCode).toBe(0);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from '@playwright/test';
import { LATE_MS, MEDIA_MS, SCREEN_FROM_MS, SCREEN_TO_MS } from './fixtures.ts';

const run = promisify(execFile);
const ffmpeg = (createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { path: string }).path;
const ART = join(import.meta.dirname, 'art');

/** The drawings as pictures, and out of them what a recording's track files are: H264 in MP4, Opus in WebM. */
export async function makeMedia(browser: Browser, folder: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  for (const name of ['customer', 'agent', 'screen']) {
    await page.goto(`file://${join(ART, `${name}.svg`)}`);
    await page.screenshot({ path: join(folder, `${name}.png`) });
  }
  await page.close();
  const video = (art: string, name: string, lengthMs: number) =>
    run(ffmpeg, [
      '-hide_banner',
      '-loglevel',
      'error',
      '-y',
      '-loop',
      '1',
      '-framerate',
      '15',
      '-t',
      String(lengthMs / 1000),
      '-i',
      join(folder, `${art}.png`),
      '-vf',
      'scale=640:360,format=yuv420p',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-g',
      '15',
      '-movflags',
      '+faststart',
      join(folder, `${name}.mp4`),
    ]);
  const audio = (hz: number, name: string, lengthMs: number) =>
    run(ffmpeg, [
      '-hide_banner',
      '-loglevel',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      `sine=frequency=${hz}:duration=${lengthMs / 1000}:sample_rate=48000`,
      '-c:a',
      'libopus',
      '-b:a',
      '24k',
      join(folder, `${name}.webm`),
    ]);
  await video('customer', 'customer-camera', MEDIA_MS);
  await video('agent', 'agent-camera', MEDIA_MS - LATE_MS);
  await video('screen', 'agent-screen', SCREEN_TO_MS - SCREEN_FROM_MS);
  await audio(330, 'customer-microphone', MEDIA_MS);
  await audio(220, 'agent-microphone', MEDIA_MS - LATE_MS);
}

/** One's own picture for Chromium's fake camera. */
export async function makeCameraFile(folder: string): Promise<string> {
  const path = join(folder, 'camera.y4m');
  await run(ffmpeg, [
    '-hide_banner',
    '-loglevel',
    'error',
    '-y',
    '-loop',
    '1',
    '-framerate',
    '10',
    '-t',
    '2',
    '-i',
    join(folder, 'agent.png'),
    '-vf',
    'scale=640:360,format=yuv420p',
    path,
  ]);
  return path;
}

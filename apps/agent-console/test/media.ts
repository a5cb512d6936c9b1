import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FFMPEG } from '@guichet/ui/testing/page-browser';
import { LATE_MS, MEDIA_MS, SCREEN_FROM_MS, SCREEN_TO_MS } from './fixtures.ts';

const run = promisify(execFile);

/** Out of the drawings what a recording's track files are: H264 in MP4, Opus in WebM. */
export async function makeMedia(folder: string): Promise<void> {
  const video = (art: string, name: string, lengthMs: number) =>
    run(FFMPEG, [
      '-hide_banner',
      '-loglevel',
      'error',
      '-y',
      '-loop',
      '1',
      '-framerate',
      '5',
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
      '5',
      '-movflags',
      '+faststart',
      join(folder, `${name}.mp4`),
    ]);
  const audio = (hz: number, name: string, lengthMs: number) =>
    run(FFMPEG, [
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

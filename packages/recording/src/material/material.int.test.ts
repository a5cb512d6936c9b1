import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FONT_PATH } from '../compose/font.ts';
import { ffmpegPath } from '../mux/ffmpeg.ts';
import { makePictures, measureSound, PEAKS_PER_SECOND, sheetOf, speechIn, takeStill } from './index.ts';

const SECONDS = 20;
const folder = mkdtempSync(join(tmpdir(), 'guichet-material-'));
const path = (name: string): string => join(folder, name);

function ffmpeg(...args: string[]): Buffer {
  const { status, stdout, stderr } = spawnSync(ffmpegPath, ['-hide_banner', '-loglevel', 'error', '-y', ...args], { maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr.toString());
  return stdout;
}

beforeAll(() => {
  // Squares of twelve points, as fine as features of a face; and a tone of one second in every four.
  ffmpeg(
    '-f',
    'lavfi',
    '-i',
    `color=s=640x360:r=10:d=${SECONDS},geq=lum='if(mod(floor(X/12)+floor(Y/12)\\,2)\\,235\\,16)':cb=128:cr=128`,
    '-c:v',
    'libvpx',
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
    path('v.webm'),
  );
  const tone = `aevalsrc=0.3*sin(2*PI*440*t)*lt(mod(t\\,4)\\,1):s=48000:d=${SECONDS}`;
  ffmpeg('-f', 'lavfi', '-i', tone, '-c:a', 'libopus', path('a.webm'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How much changes from one point to its neighbour, on average, of the picture at a second: what is fine is lost first. */
function fineness(file: string, second: number | null, width = 640, height = 360): number {
  const grey = ffmpeg(
    ...(second === null ? [] : ['-ss', String(second)]),
    '-i',
    file,
    '-frames:v',
    '1',
    '-vf',
    `scale=${width}:${height}`,
    '-pix_fmt',
    'gray',
    '-f',
    'rawvideo',
    '-',
  );
  let sum = 0;
  for (let at = 1; at < width * height; at++) if (at % width !== 0) sum += Math.abs((grey[at] ?? 0) - (grey[at - 1] ?? 0));
  return sum / (width * height);
}

describe('the sound of a track', () => {
  it('has a peak for every 50 ms, and speech where there is sound', async () => {
    const { peaks, speech } = await measureSound(path('a.webm'));
    expect(Math.abs(peaks.length - SECONDS * PEAKS_PER_SECOND)).toBeLessThanOrEqual(1);
    expect(peaks[10]).toBeGreaterThan(50);
    expect(peaks[50]).toBeLessThan(8);
    expect(speech).toHaveLength(5);
    for (const [index, { fromMs, untilMs }] of speech.entries()) {
      expect(Math.abs(fromMs - index * 4_000)).toBeLessThanOrEqual(100);
      expect(Math.abs(untilMs - fromMs - 1_000)).toBeLessThanOrEqual(150);
    }
  });

  it('takes a steady hum for the room and not for somebody who speaks', () => {
    expect(speechIn(Float64Array.from({ length: 2_000 }, (_, at) => -40 + (at % 3)))).toEqual([]);
  });
});

describe('the pictures of a track', () => {
  it('keeps nothing fine in what masked viewers get, and the whole of it in what the others get', async () => {
    const sheet = sheetOf(SECONDS * 1_000);
    expect(sheet).toMatchObject({ everyMs: 2_000, count: 10 });
    const out = { blurred: path('blurred.webm'), sheet: path('sheet.jpg'), blurredSheet: path('blurred.jpg') };
    await makePictures(path('v.webm'), { durationMs: SECONDS * 1_000, sheet, out });
    const clear = fineness(path('v.webm'), 7);
    const blurred = fineness(out.blurred, 7);
    console.info(`fineness: clear ${clear.toFixed(2)}, blurred ${blurred.toFixed(2)}`);
    expect(blurred).toBeLessThan(clear / 20);
    expect(fineness(out.blurredSheet, null, 1600, 90)).toBeLessThan(fineness(out.sheet, null, 1600, 90) / 4);
    // As long as what it stands for.
    const text = spawnSync(ffmpegPath, ['-i', out.blurred]).stderr.toString();
    expect(text).toMatch(/Duration: 00:00:(19\.[5-9]|20\.[0-2])/);
  });

  it.each(['640x480', '480x640', '360x640', '352x288'])('are made of a camera of %s too, blurred and as still', async (size) => {
    ffmpeg(
      '-i',
      path('v.webm'),
      '-t',
      '3',
      '-vf',
      `scale=${size.replace('x', ':')}`,
      '-c:v',
      'libvpx',
      '-deadline',
      'realtime',
      path('other.webm'),
    );
    const out = { blurred: path('other-blurred.webm'), sheet: path('other-sheet.jpg'), blurredSheet: path('other-blurred.jpg') };
    await makePictures(path('other.webm'), { durationMs: 3_000, sheet: sheetOf(3_000), out });
    expect(fineness(out.blurred, 1)).toBeLessThan(fineness(path('other.webm'), 1) / 10);
    const mark = { text: 'Sun Min 0718', fontPath: FONT_PATH };
    for (const blurred of [true, false]) {
      const jpeg = await takeStill(path('other.webm'), { atMs: 1_500, blurred, mark });
      expect(jpeg.subarray(0, 2).toString('hex')).toBe('ffd8');
    }
    // As every page and every decoder can show it.
    expect(spawnSync(ffmpegPath, ['-i', out.blurred]).stderr.toString()).toContain('yuv420p');
  });

  it.each([0.1, 1.8, 5])('are there of one of %s seconds too, to its end', async (seconds) => {
    ffmpeg('-t', String(seconds), '-i', path('v.webm'), '-c', 'copy', path('short.webm'));
    const sheet = sheetOf(seconds * 1_000);
    expect(sheet.count).toBe(Math.ceil(seconds / 2));
    const out = { blurred: path('short-blurred.webm'), sheet: path('short-sheet.jpg'), blurredSheet: path('short-blurred.jpg') };
    await makePictures(path('short.webm'), { durationMs: seconds * 1_000, sheet, out });
    // Where there is no picture any more, the sheet is black.
    for (const name of [out.sheet, out.blurredSheet]) {
      const brightness = (place: number): number =>
        Math.max(...ffmpeg('-i', name, '-vf', `crop=120:90:${place * 160 + 20}:0`, '-pix_fmt', 'gray', '-f', 'rawvideo', '-'));
      for (let place = 0; place < 10; place++) expect(brightness(place) > 60, `${name} ${place}`).toBe(place < sheet.count);
    }
    const shown = ffmpeg('-i', out.blurred, '-f', 'framecrc', '-').toString().split('\n');
    expect(shown.filter((line) => line !== '' && !line.startsWith('#')).length).toBeGreaterThanOrEqual(
      Math.max(1, Math.floor(seconds * 8)),
    );
  });
});

import { rename, rm } from 'node:fs/promises';
import { runFfmpeg } from '../mux/ffmpeg.ts';
import { runFfmpegToBytes } from './ffmpeg-bytes.ts';

/** Every picture is reduced to this before it is blown up again: of a face that fills a third of it six points are left, of a line of print none. */
export const BLUR_WIDTH_PX = 20;
const BLUR_HEIGHT_PX = 15;
const SHOWN_WIDTH_PX = 320;
const SHOWN_HEIGHT_PX = 240;
const BLURRED_FRAMES_PER_SECOND = 8;
/** A jump lands on a key frame or decodes at most two seconds. */
const KEY_FRAME_EVERY = 2 * BLURRED_FRAMES_PER_SECOND;

const THUMBNAIL_WIDTH_PX = 160;
const THUMBNAIL_HEIGHT_PX = 90;
const THUMBNAIL_COLUMNS = 10;
const MOST_THUMBNAILS = 240;
const LEAST_THUMBNAIL_MS = 2_000;

export interface Sheet {
  readonly everyMs: number;
  readonly count: number;
  readonly columns: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** How a track's small pictures stand on their sheet. */
export function sheetOf(durationMs: number): Sheet {
  const everyMs = Math.max(LEAST_THUMBNAIL_MS, Math.ceil(durationMs / MOST_THUMBNAILS / 1_000) * 1_000);
  return {
    everyMs,
    count: Math.max(1, Math.ceil(durationMs / everyMs)),
    columns: THUMBNAIL_COLUMNS,
    widthPx: THUMBNAIL_WIDTH_PX,
    heightPx: THUMBNAIL_HEIGHT_PX,
  };
}

interface PictureOptions {
  readonly durationMs: number;
  readonly sheet: Sheet;
  readonly out: {
    /** WebM (VP8) without anything that would let somebody be recognised; null where the track needs none. */
    readonly blurred: string | null;
    /** JPEG sheets. */
    readonly sheet: string;
    readonly blurredSheet: string;
  };
  readonly onProgress?: (ratio: number) => void;
  readonly signal?: AbortSignal;
}

/** With colours as fine as the light: where four points share one, `pad` takes only even sizes, and refuses a picture that is 15 points high. */
const fit = (width: number, height: number, flags: string): string =>
  `scale=${width}:${height}:force_original_aspect_ratio=decrease:flags=${flags},format=yuv444p,pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2`;
/** Reduced first, so that nothing finer than the reduced picture is in the result. */
const blurInto = (width: number, height: number): string =>
  `${fit(BLUR_WIDTH_PX, BLUR_HEIGHT_PX, 'area')},scale=${width}:${height}:flags=bicubic,setsar=1`;

/** All that is made of the picture of a track file, decoded once. The files appear under their names when they are whole. */
export async function makePictures(path: string, { durationMs, sheet, out, onProgress, signal }: PictureOptions): Promise<void> {
  const { everyMs, columns, count, widthPx, heightPx } = sheet;
  const rows = Math.ceil(count / columns);
  // To the end: of a track that is shorter than the time between two pictures there was none.
  const tiled = `fps=1000/${everyMs}:start_time=0:round=down:eof_action=pass`;
  const parts = [out.sheet, out.blurredSheet, ...(out.blurred === null ? [] : [out.blurred])].map((name) => `${name}.part`);
  const [sheetPart = '', blurredSheetPart = '', blurredPart = ''] = parts;
  const graph = [
    `[0:v]split=${out.blurred === null ? 2 : 3}[small][veiled]${out.blurred === null ? '' : '[moving]'}`,
    `[small]${tiled},${fit(widthPx, heightPx, 'area')},setsar=1,tile=${columns}x${rows}[sheet]`,
    `[veiled]${tiled},${blurInto(widthPx, heightPx)},tile=${columns}x${rows}[blurredSheet]`,
    ...(out.blurred === null
      ? []
      : [`[moving]fps=${BLURRED_FRAMES_PER_SECOND}:start_time=0:eof_action=pass,${blurInto(SHOWN_WIDTH_PX, SHOWN_HEIGHT_PX)}[blurred]`]),
  ].join(';');
  const still = ['-frames:v', '1', '-q:v', '5', '-f', 'image2', '-y'];
  const moving =
    out.blurred === null
      ? []
      : ['-map', '[blurred]', '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '100k', '-auto-alt-ref', '0'].concat([
          '-g',
          String(KEY_FRAME_EVERY),
          '-reserve_index_space',
          '131072',
          '-f',
          'webm',
          '-y',
          blurredPart,
        ]);
  const args = ['-protocol_whitelist', 'file', '-i', path, '-filter_complex', graph, ...moving];
  try {
    await runFfmpeg([...args, '-map', '[sheet]', ...still, sheetPart, '-map', '[blurredSheet]', ...still, blurredSheetPart], {
      durationMs,
      onProgress,
      signal,
      background: true,
    });
    for (const part of parts) await rename(part, part.slice(0, -'.part'.length));
  } catch (error) {
    for (const part of parts) await rm(part, { force: true });
    throw error;
  }
}

interface StillOptions {
  /** From the track's beginning. */
  readonly atMs: number;
  readonly blurred: boolean;
  readonly mark: Mark;
  readonly signal?: AbortSignal;
}

/** What stands across a picture that leaves the counter: who took it, and when. */
export interface Mark {
  readonly text: string;
  /** A face that has the text's characters. */
  readonly fontPath: string;
}

/** The picture of a track file at a moment, as JPEG. Errors: `internal` where there is none. */
export async function takeStill(path: string, { atMs, blurred, mark, signal }: StillOptions): Promise<Buffer> {
  const shape = blurred ? `${blurInto(SHOWN_WIDTH_PX * 2, SHOWN_HEIGHT_PX * 2)},` : '';
  const input = ['-protocol_whitelist', 'file,pipe', '-ss', (atMs / 1_000).toFixed(3), '-i', path];
  return runFfmpegToBytes([...input, '-vf', `${shape}${markFilter(mark, 'h/24')}`, ...AS_JPEG], { signal });
}

/** The same picture with a mark across it, again and again: no part of it is without. */
export async function markPicture(path: string, mark: Mark, sheet: Sheet, signal?: AbortSignal): Promise<Buffer> {
  const rows = Math.ceil(sheet.count / sheet.columns);
  const lines = Array.from({ length: rows }, (_, row) => markFilter(mark, '11', `${(row + 1) * sheet.heightPx}-th-4`));
  return runFfmpegToBytes(['-protocol_whitelist', 'file,pipe', '-i', path, '-vf', lines.join(','), ...AS_JPEG], { signal });
}

const AS_JPEG = ['-frames:v', '1', '-q:v', '4', '-f', 'image2pipe', '-c:v', 'mjpeg', 'pipe:1'];

/** Of a watermark's text only what needs no escaping twice over in a filter graph (ffmpeg-utils §4.1); the rest would be syntax. */
const inFilter = (text: string): string => text.replace(/[^\p{L}\p{N} .\-_/]/gu, ' ').slice(0, 80);

function markFilter({ text, fontPath }: Mark, size: string, y = 'h-th-10'): string {
  const shown = inFilter(text);
  const look = 'fontcolor=white@0.75:shadowcolor=black@0.7:shadowx=1:shadowy=1';
  return `drawtext=fontfile='${fontPath}':text='${shown}    ${shown}':fontsize=${size}:${look}:x=w-tw-10:y=${y}`;
}

import { rename, rm } from 'node:fs/promises';
import { AppError } from '@guichet/protocol';
import type { JournalSource } from '../journal/source.ts';
import { runFfmpeg } from './ffmpeg.ts';
import { muxToMatroska } from './mux.ts';
import type { MuxOptions, MuxResult, MuxedTrack } from './mux.ts';

/** How the two steps share the progress; copying is quick, encoding sound is not. */
const MATROSKA_SHARE = 0.3;
/** Holes in the sound longer than this become silence, or everything behind them would move forward. */
const FILL_GAPS = 'aresample=async=1:min_hard_comp=0.1:first_pts=0';

export interface Mp4Options {
  /** Which tracks; all by default. The clock stays that of the whole recording, so that files of single parties run in step. */
  readonly include?: (track: MuxedTrack) => boolean;
  readonly onProgress?: (ratio: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Makes an MP4 that browsers (Safari too) play of a Matroska file from `muxToMatroska`: sound becomes AAC; H.264 is copied; a picture is
 * encoded anew only where MP4 could not hold it, that is VP8, or a change of resolution within the track.
 */
export async function matroskaToMp4(matroskaPath: string, outputPath: string, muxed: MuxResult, options: Mp4Options = {}): Promise<void> {
  const { include = () => true, onProgress, signal } = options;
  const chosen = muxed.tracks.map((track, index) => ({ track, index })).filter(({ track }) => include(track));
  if (chosen.length === 0) throw new AppError('not_found');

  const draftPath = `${outputPath}.part.mp4`;
  const streams = chosen.flatMap(({ track, index }, output) => [
    '-map',
    `0:${index}`,
    ...(track.kind === 'audio' ? audioArgs(output) : videoArgs(track, output)),
    `-metadata:s:${output}`,
    `handler_name=${track.participantId} ${track.source}`,
  ]);
  const args = [
    '-protocol_whitelist',
    'file',
    '-i',
    matroskaPath,
    ...streams,
    '-vsync',
    'vfr',
    '-movflags',
    '+faststart',
    '-max_muxing_queue_size',
    '100000',
    '-f',
    'mp4',
    '-y',
    draftPath,
  ];
  try {
    await runFfmpeg(args, { durationMs: muxed.durationMs, onProgress, signal });
    await rename(draftPath, outputPath);
  } catch (error) {
    await rm(draftPath, { force: true });
    throw error;
  }
}

/** Journal to MP4 in one go, by way of a Matroska file beside it. Errors as `muxToMatroska`. */
export async function muxToMp4(
  source: JournalSource,
  outputPath: string,
  options: MuxOptions & Pick<Mp4Options, 'include'> = {},
): Promise<MuxResult> {
  const { onProgress } = options;
  const matroskaPath = `${outputPath}.part.mkv`;
  try {
    const result = await muxToMatroska(source, matroskaPath, { ...options, onProgress: (ratio) => onProgress?.(ratio * MATROSKA_SHARE) });
    await matroskaToMp4(matroskaPath, outputPath, result, {
      ...options,
      onProgress: (ratio) => onProgress?.(MATROSKA_SHARE + ratio * (1 - MATROSKA_SHARE)),
    });
    return result;
  } finally {
    await rm(matroskaPath, { force: true });
  }
}

const audioArgs = (output: number): string[] => [`-c:${output}`, 'aac', `-b:${output}`, '96k', `-filter:${output}`, FILL_GAPS];

function videoArgs({ codec, resolutions }: MuxedTrack, output: number): string[] {
  const sizes = new Set(resolutions.map(({ widthPx, heightPx }) => `${widthPx}x${heightPx}`));
  if (codec === 'video/H264' && sizes.size <= 1) return [`-c:${output}`, 'copy'];
  const even = (value: number): number => value + (value % 2);
  const width = even(Math.max(...resolutions.map((size) => size.widthPx)));
  const height = even(Math.max(...resolutions.map((size) => size.heightPx)));
  const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease,pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2,setsar=1`;
  return [
    `-c:${output}`,
    'libx264',
    `-preset:${output}`,
    'veryfast',
    `-crf:${output}`,
    '20',
    `-pix_fmt:${output}`,
    'yuv420p',
    `-filter:${output}`,
    fit,
  ];
}

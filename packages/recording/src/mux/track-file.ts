import { rename, rm } from 'node:fs/promises';
import type { RecordedCodec } from '@guichet/protocol';
import { AppError } from '@guichet/protocol';
import { runFfmpeg } from './ffmpeg.ts';
import type { MuxResult } from './mux.ts';

/** What a track becomes without being encoded anew: browsers play H.264 from MP4, VP8 and Opus from WebM. */
export const TRACK_FILE_FORMAT: Readonly<Record<RecordedCodec, { readonly extension: 'mp4' | 'webm'; readonly mediaType: string }>> = {
  'video/H264': { extension: 'mp4', mediaType: 'video/mp4' },
  'video/VP8': { extension: 'webm', mediaType: 'video/webm' },
  'audio/opus': { extension: 'webm', mediaType: 'audio/webm' },
};

interface TrackFileOptions {
  readonly signal?: AbortSignal;
}

/**
 * Copies one track (by its place in `muxed.tracks`) of a Matroska file from `muxToMatroska` into a file of its own, for a player that shows
 * each party by itself. Time 0 of the file is the track's own first frame, `firstMs` of the recording. Errors: `not_found` when the track
 * has no frame.
 */
export async function matroskaToTrackFile(
  matroskaPath: string,
  outputPath: string,
  muxed: MuxResult,
  index: number,
  { signal }: TrackFileOptions = {},
): Promise<void> {
  const track = muxed.tracks[index];
  if (track === undefined || track.firstMs === null) throw new AppError('not_found');
  const { extension } = TRACK_FILE_FORMAT[track.codec];
  const container = extension === 'mp4' ? ['-movflags', '+faststart'] : ['-reserve_index_space', '65536'];
  const draftPath = `${outputPath}.part`;
  const args = [
    '-protocol_whitelist',
    'file',
    '-i',
    matroskaPath,
    '-map',
    `0:${index}`,
    '-c',
    'copy',
    '-output_ts_offset',
    `-${(track.firstMs / 1000).toFixed(3)}`,
    ...container,
    '-f',
    extension,
    '-y',
    draftPath,
  ];
  try {
    await runFfmpeg(args, { durationMs: muxed.durationMs, signal });
    await rename(draftPath, outputPath);
  } catch (error) {
    await rm(draftPath, { force: true });
    throw error;
  }
}

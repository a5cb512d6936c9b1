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

/** One track of a Matroska file, by its place in `muxed.tracks`, and where it goes. */
export interface TrackCopy {
  readonly index: number;
  readonly path: string;
}

interface TrackFileOptions {
  /** From 0 to 1. */
  readonly onProgress?: (ratio: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Copies tracks of a Matroska file from `muxToMatroska` into files of their own, for a player that shows each party by itself; the file is read
 * once for all of them. Time 0 of each is the track's own first frame, `firstMs` of the recording. Errors: `not_found` when a track has no frame.
 */
export async function matroskaToTrackFiles(
  matroskaPath: string,
  copies: readonly TrackCopy[],
  muxed: MuxResult,
  { onProgress, signal }: TrackFileOptions = {},
): Promise<void> {
  if (copies.length === 0) return;
  const outputs = copies.flatMap(({ index, path }) => {
    const track = muxed.tracks[index];
    if (track === undefined || track.firstMs === null) throw new AppError('not_found');
    const { extension } = TRACK_FILE_FORMAT[track.codec];
    const container = extension === 'mp4' ? ['-movflags', '+faststart'] : ['-reserve_index_space', '65536'];
    const offset = ['-output_ts_offset', `-${(track.firstMs / 1000).toFixed(3)}`];
    return ['-map', `0:${index}`, '-c', 'copy', ...offset, ...container, '-f', extension, '-y', draftOf(path)];
  });
  try {
    await runFfmpeg(['-protocol_whitelist', 'file', '-i', matroskaPath, ...outputs], { durationMs: muxed.durationMs, onProgress, signal });
    for (const { path } of copies) await rename(draftOf(path), path);
  } catch (error) {
    for (const { path } of copies) await rm(draftOf(path), { force: true });
    throw error;
  }
}

const draftOf = (path: string): string => `${path}.part`;

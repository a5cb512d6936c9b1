import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordedCodec, TrackId } from '@guichet/protocol';
import { AppError } from '@guichet/protocol';
import { runFfmpeg } from './ffmpeg.ts';
import type { MuxResult } from './mux.ts';

/** What a track becomes without being encoded anew: browsers play H.264 from MP4, VP8 and Opus from WebM. */
const FORMAT: Readonly<Record<RecordedCodec, { readonly extension: 'mp4' | 'webm'; readonly mediaType: string }>> = {
  'video/H264': { extension: 'mp4', mediaType: 'video/mp4' },
  'video/VP8': { extension: 'webm', mediaType: 'video/webm' },
  'audio/opus': { extension: 'webm', mediaType: 'audio/webm' },
};

/** A file with one track of a recording alone, for a player that shows each party by itself. Time 0 is its own first frame, `firstMs` of the recording. */
export interface TrackFile {
  readonly trackId: TrackId;
  /** The track's place in `MuxResult.tracks`. */
  readonly index: number;
  readonly name: string;
  readonly mediaType: string;
  readonly path: string;
  /** Written beside the recording; otherwise copied out of it. */
  readonly isWebm: boolean;
}

interface WrittenTrack {
  readonly trackId: TrackId;
  readonly codec: RecordedCodec;
  readonly frames: number;
}

/** The files to be made in `folder`: one for each track. Of one that changed its codec only the longest part can be played by itself. */
export function planTrackFiles(folder: string, tracks: readonly WrittenTrack[]): TrackFile[] {
  const parts = [...Map.groupBy(tracks.entries(), ([, { trackId }]) => trackId).values()];
  const longest = parts.flatMap((ofTrack) =>
    ofTrack
      .filter(([, { frames }]) => frames > 0)
      .toSorted(([, a], [, b]) => b.frames - a.frames)
      .slice(0, 1),
  );
  return longest.map(([index, { trackId, codec }]) => {
    const { extension, mediaType } = FORMAT[codec];
    const name = `${trackId}.${extension}`;
    return { trackId, index, name, mediaType, path: join(folder, name), isWebm: extension === 'webm' };
  });
}

interface CopyOptions {
  /** From 0 to 1. */
  readonly onProgress?: (ratio: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Copies tracks out of a recording's Matroska file into MP4; it is read once for all of them. */
export async function copyToMp4(
  matroskaPath: string,
  files: readonly TrackFile[],
  muxed: MuxResult,
  { onProgress, signal }: CopyOptions = {},
): Promise<void> {
  if (files.length === 0) return;
  const outputs = files.flatMap(({ index, path }) => {
    const firstMs = muxed.tracks[index]?.firstMs;
    if (firstMs == null) throw new AppError('not_found');
    const offset = ['-output_ts_offset', `-${(firstMs / 1000).toFixed(3)}`];
    return ['-map', `0:${index}`, '-c', 'copy', ...offset, '-movflags', '+faststart', '-f', 'mp4', '-y', draftOf(path)];
  });
  try {
    await runFfmpeg(['-protocol_whitelist', 'file', '-i', matroskaPath, ...outputs], { durationMs: muxed.durationMs, onProgress, signal });
    for (const { path } of files) await rename(draftOf(path), path);
  } catch (error) {
    for (const { path } of files) await rm(draftOf(path), { force: true });
    throw error;
  }
}

const draftOf = (path: string): string => `${path}.part`;

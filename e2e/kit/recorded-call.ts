import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { until } from './until.ts';

const MuxedTrack = z.object({
  trackId: z.string(),
  participantId: z.string(),
  kind: z.enum(['audio', 'video']),
  source: z.string(),
  frames: z.number(),
});
const MuxReport = z.object({ startedAt: z.string(), durationMs: z.number(), tracks: z.array(MuxedTrack), complete: z.boolean() });

export interface RecordedTrack extends z.infer<typeof MuxedTrack> {
  /** Its place among the file's tracks of the same kind, from 0. */
  readonly index: number;
}

/** The file that the counter made of a recording, and what the muxer said of it. */
export interface RecordedCall {
  readonly path: string;
  /** Wall clock (Unix ms) at time 0 of the file. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly complete: boolean;
  readonly tracks: readonly RecordedTrack[];
}

/** Waits for the muxed file of a recording. @throws when it is not there at the deadline */
export async function recordedCall(dataDir: string, recordingId: string, deadlineMs = 60_000): Promise<RecordedCall> {
  const folder = join(dataDir, 'media', recordingId);
  let report: z.infer<typeof MuxReport> | undefined;
  await until(
    `${recordingId} is muxed`,
    async () => {
      const text = await readFile(join(folder, 'mux-result.json'), 'utf8').catch(() => undefined);
      if (text !== undefined) report = MuxReport.parse(JSON.parse(text));
      return report !== undefined;
    },
    deadlineMs,
  );
  if (!report) throw new Error('unreachable: until() has thrown');
  const seen = { audio: 0, video: 0 };
  return {
    path: join(folder, 'recording.mkv'),
    startedAtMs: Date.parse(report.startedAt),
    durationMs: report.durationMs,
    complete: report.complete,
    tracks: report.tracks.map((track) => ({ ...track, index: seen[track.kind]++ })),
  };
}

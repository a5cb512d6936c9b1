import type { RecordingId, TrackId } from '@guichet/protocol';
import { makePictures, measureSound, PEAKS_PER_SECOND, sheetOf } from '@guichet/recording/material';
import type { Database } from '../database/database.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { JobHandler } from '../jobs/job-queue.ts';
import type { Log } from '../log.ts';
import type { RecordingFiles } from '../recordings/recording-files.ts';
import { muxReportOf } from '../recordings/recording-views.ts';
import { type MaterialFacts, materialNames, type TrackMaterial } from './material-facts.ts';
import type { MaterialFiles } from './material-files.ts';
import { protectedParticipants, showsCustomer } from './protected-pictures.ts';

interface MaterialJobOptions {
  readonly database: Database;
  readonly files: RecordingFiles;
  readonly material: MaterialFiles;
  readonly clock: () => number;
  readonly log: Log;
}

/** Makes what replaying needs, sound first: it is there soonest. Each track's is noted as soon as it is whole; a repetition goes on from there. */
export function materialJob({ database, files, material, clock, log }: MaterialJobOptions): JobHandler<'recording.material'> {
  return async ({ recordingId }, run) => {
    const row = await database.read((prisma) => prisma.recording.findUnique({ where: { id: recordingId } }));
    const report = row?.status === 'ready' ? muxReportOf(row) : null;
    if (row === null || report === null) return;
    const hidden = await database.read((prisma) => protectedParticipants(prisma, row.callId));
    await material.begin(recordingId);
    const facts: { format: MaterialFacts['format']; tracks: Record<string, TrackMaterial> } = {
      format: 'guichet.replay-material/1',
      tracks: {},
    };
    const note = async (status: 'pending' | 'ready' | 'failed'): Promise<void> => {
      const data = { status, facts: jsonColumn(facts), madeAt: status === 'pending' ? null : new Date(clock()) };
      await database.transaction(async (tx) => {
        await tx.replayMaterial.upsert({ where: { recordingId }, create: { recordingId, ...data }, update: data });
      });
    };
    const playable = report.tracks.filter(({ file }) => file !== null);
    const soundFirst = playable.toSorted((a, b) => rankOf(a, hidden) - rankOf(b, hidden));
    let failed = 0;
    for (const track of soundFirst) {
      const { trackId, kind, file } = track;
      const path = `${await files.folderOf(recordingId, file?.name ?? '')}/${file?.name ?? ''}`;
      try {
        facts.tracks[trackId] =
          kind === 'audio'
            ? await soundOf(material, recordingId, trackId, path, run.signal)
            : await picturesOf(material, recordingId, trackId, path, {
                durationMs: track.toMs - track.fromMs,
                blurred: showsCustomer(track, hidden),
                signal: run.signal,
              });
        await note('pending');
      } catch (error) {
        if (!run.last || run.signal.aborted) throw error;
        failed += 1;
        log.error({ recordingId, trackId, err: error }, 'a track has no replay material');
      }
    }
    await note(failed === 0 ? 'ready' : 'failed');
    log.info({ recordingId, tracks: playable.length, failed }, 'replay material made');
  };
}

/** Sound, then the pictures that masked viewers wait for, then the others. */
function rankOf(track: Parameters<typeof showsCustomer>[0], hidden: ReadonlySet<string>): number {
  if (track.kind === 'audio') return 0;
  return showsCustomer(track, hidden) ? 1 : 2;
}

async function soundOf(
  material: MaterialFiles,
  recordingId: RecordingId,
  trackId: TrackId,
  path: string,
  signal: AbortSignal,
): Promise<TrackMaterial> {
  const { peaks, speech } = await measureSound(path, { signal });
  await material.write(recordingId, materialNames(trackId).peaks, peaks);
  return { speech: [...speech], peaksPerSecond: PEAKS_PER_SECOND, blurred: false };
}

interface PictureOrder {
  readonly durationMs: number;
  readonly blurred: boolean;
  readonly signal: AbortSignal;
}

async function picturesOf(
  material: MaterialFiles,
  recordingId: RecordingId,
  trackId: TrackId,
  path: string,
  { durationMs, blurred, signal }: PictureOrder,
): Promise<TrackMaterial> {
  const names = materialNames(trackId);
  const at = (name: string): string => material.pathOf(recordingId, name);
  const sheet = sheetOf(Math.max(1, durationMs));
  const out = { blurred: blurred ? at(names.blurred) : null, sheet: at(names.sheet), blurredSheet: at(names.blurredSheet) };
  await makePictures(path, { durationMs, sheet, out, signal });
  return { thumbnails: sheet, blurred };
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AppError,
  type CompositionId,
  CompositionLayout,
  type CompositionTrouble,
  Language,
  type RecordingId,
  type StaffId,
} from '@guichet/protocol';
import { type ComposeStory, composeInWorker, type MuxedRecording } from '@guichet/recording/compose';
import type { JobHandler } from '../jobs/job-queue.ts';
import { throttled } from '../jobs/throttled.ts';
import type { Log } from '../log.ts';
import { MKV_NAME } from '../recordings/mux-report.ts';
import { type RecordingFiles, RESULT_NAME } from '../recordings/recording-files.ts';
import type { Recordings } from '../recordings/recordings.ts';
import { readBothTimelines, type TimelineParts } from '../replay/read-timeline.ts';
import { readBank } from '../sessions/bank.ts';
import { composeStoryOf } from './compose-story.ts';
import type { CompositionFiles } from './composition-files.ts';
import type { Attempt, Compositions } from './compositions.ts';

/** What nobody foresaw is tried so often: composing costs too much to go on for hours with what fails each time. */
const ATTEMPTS = 4;

interface ComposeJobOptions {
  readonly timeline: TimelineParts;
  readonly recordings: Recordings;
  readonly files: RecordingFiles;
  readonly composites: CompositionFiles;
  readonly compositions: Compositions;
  readonly log: Log;
}

/** Makes a composite. Can be killed and repeated at any point: its file appears when it is whole, and the row says `ready` after that. */
export function composeJob(options: ComposeJobOptions): JobHandler<'recording.compose'> {
  const { compositions, log } = options;
  return async (data, run) => {
    const attempt = await compositions.begin(data);
    if (attempt === null) return;
    const { row, cancelled } = attempt;
    try {
      await make(attempt, AbortSignal.any([run.signal, cancelled]), options);
    } catch (error) {
      if (cancelled.aborted) return;
      const trouble = troubleOf(error);
      const lasting = trouble === 'over_limit' || run.last || (trouble === 'failed' && run.retryCount + 1 >= ATTEMPTS);
      if (run.signal.aborted || !lasting) {
        // A counter that stops is no trouble: the next one goes on.
        await attempt.waits(run.signal.aborted ? null : trouble);
        throw error;
      }
      log.error({ compositionId: row.id, recordingId: row.recordingId, trouble, err: error }, 'composite given up');
      await attempt.givenUp(trouble);
    } finally {
      attempt.over();
    }
  };
}

async function make(attempt: Attempt, signal: AbortSignal, options: ComposeJobOptions): Promise<void> {
  const { composites, log } = options;
  const { row } = attempt;
  const recordingId = row.recordingId as RecordingId;
  const compositionId = row.id as CompositionId;
  const language = Language.parse(row.language);
  const recording = await findMuxed(recordingId, options);
  const story = await tellStory(recordingId, language, options);
  const { durationMs } = recording.muxed;
  await composites.prepare(recordingId, compositionId, durationMs);
  const file = composites.nameOf(recordingId, compositionId);
  const progress = throttled(attempt.progressed);
  const startedAtMs = performance.now();
  try {
    await composeInWorker(recording, composites.pathOf(file), {
      layout: CompositionLayout.parse(row.layout),
      ...{ story, signal, onProgress: progress.note },
    });
  } finally {
    await progress.settled();
  }
  signal.throwIfAborted();
  await attempt.made({ file, durationMs, ...(await composites.measure(file)) });
  const tookMs = Math.round(performance.now() - startedAtMs);
  log.info({ compositionId, recordingId, layout: row.layout, durationMs, tookMs }, 'composite made');
}

/** The muxed file is a copy that can be lost: it is made again first, and this tried later. */
async function findMuxed(recordingId: RecordingId, { files, recordings }: ComposeJobOptions): Promise<MuxedRecording> {
  try {
    const folder = await files.folderOf(recordingId, MKV_NAME);
    const muxed = JSON.parse(await readFile(join(folder, RESULT_NAME), 'utf8')) as MuxedRecording['muxed'];
    return { matroskaPath: join(folder, MKV_NAME), muxed };
  } catch (error) {
    if (AppError.from(error).code === 'recording_not_ready') await recordings.requestMux(recordingId);
    throw error;
  }
}

async function tellStory(recordingId: RecordingId, language: Language, { timeline }: ComposeJobOptions): Promise<ComposeStory> {
  const { core } = timeline;
  return core.database.read(async (prisma) => {
    const found = await prisma.recording.findUniqueOrThrow({
      where: { id: recordingId },
      include: { session: { include: { serviceType: true } } },
    });
    // Nobody looks: what comes of it is only sent to who sees the recording in clear.
    const reader = { viewer: { staffId: '' as StaffId, roles: [] }, language };
    const { clear } = await readBothTimelines(timeline, prisma, found, reader);
    const { timeZone } = await readBank(prisma);
    return composeStoryOf(clear, { language, timeZone, sessionNumber: found.session.number });
  });
}

function troubleOf(error: unknown): CompositionTrouble {
  switch (AppError.from(error).code) {
    case 'disk_low':
      return 'disk_low';
    case 'deadline_exceeded':
      return 'over_limit';
    case 'recording_not_ready':
      return 'recording_missing';
    default:
      return 'failed';
  }
}

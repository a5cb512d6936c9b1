import { dirname } from 'node:path';
import type { NodeKey, RecordedCodec, RecordingId, TrackId } from '@guichet/protocol';
import { AppError } from '@guichet/protocol';
import type { GapInfo } from '../analysis/journal-info.ts';
import type { Damage } from '../journal/damage.ts';
import type { UnwrapKey } from '../journal/data-key.ts';
import type { JournalSource } from '../journal/source.ts';
import { DraftFile } from './draft-file.ts';
import { Gathering } from './gathering.ts';
import { planMux } from './plan.ts';
import type { OmittedReason, RoleOf } from './plan.ts';
import { RecordingWriter } from './recording-writer.ts';
import { copyToMp4, planTrackFiles } from './track-file.ts';
import type { TrackFile } from './track-file.ts';

/** What each part takes of the whole, roughly. */
const GATHER_SHARE = 0.6;
const WRITE_SHARE = 0.3;

export interface MuxedTrack {
  readonly trackId: TrackId;
  readonly participantId: string;
  readonly kind: 'audio' | 'video';
  readonly source: string;
  readonly codec: RecordedCodec;
  /** In the file. */
  readonly frames: number;
  /** Received in part, or not decodable for want of something lost before. */
  readonly droppedFrames: number;
  readonly lostPackets: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly resolutions: readonly { readonly atMs: number; readonly widthPx: number; readonly heightPx: number }[];
}

export interface MuxResult {
  readonly recordingId: RecordingId | null;
  /** Wall clock at time 0 of the file. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly tracks: readonly MuxedTrack[];
  readonly omitted: readonly { readonly trackId: TrackId; readonly codec: string; readonly reason: OmittedReason }[];
  readonly gaps: readonly GapInfo[];
  readonly tornBytes: number;
  /** Everything in the journal that could not be used, and why. */
  readonly missing: readonly Damage[];
  readonly complete: boolean;
}

interface WriteOptions {
  /** Key of the enrolled node; the journal's own when not given. */
  readonly nodeKey?: NodeKey;
  /** From 0 to 1. */
  readonly onProgress?: (ratio: number) => void;
  readonly signal?: AbortSignal;
  /** What a participant is in the call, for the names of their tracks: `guest`. The journal knows nobody. */
  readonly roleOf?: RoleOf;
}

export interface MuxOptions extends WriteOptions {
  /** Opens the data keys; without it nothing can be muxed. */
  readonly unwrapKey?: UnwrapKey;
}

/**
 * Muxes a journal to Matroska by copying: no picture and no sound is decoded. All tracks stand on one clock; time 0 is the first recorded
 * sample. Damaged journals give everything that is left. The file appears under its name when it is whole.
 * Errors: `not_found` (no journal there), `recording_not_ready` (nothing in it can be muxed), `forbidden` (the key opens nothing).
 */
export async function muxToMatroska(source: JournalSource, outputPath: string, options: MuxOptions = {}): Promise<MuxResult> {
  const gathering = await Gathering.begin(source, { unwrapKey: options.unwrapKey, folder: dirname(outputPath) });
  try {
    const { result } = await write(gathering, outputPath, null, options);
    return result;
  } finally {
    await gathering.close();
  }
}

export interface MuxedFiles {
  readonly result: MuxResult;
  readonly trackFiles: readonly TrackFile[];
}

/**
 * The same of a journal that may have been followed while it was written, with a file in `trackFolder` for each track besides. The gathering is of no more use
 * afterwards than to be closed.
 */
export const muxToFiles = (
  gathering: Gathering,
  { matroskaPath, trackFolder }: { readonly matroskaPath: string; readonly trackFolder: string },
  options: WriteOptions = {},
): Promise<MuxedFiles> => write(gathering, matroskaPath, trackFolder, options);

async function write(
  gathering: Gathering,
  matroskaPath: string,
  trackFolder: string | null,
  { nodeKey, onProgress, signal, roleOf }: WriteOptions,
): Promise<MuxedFiles> {
  const gathered = await gathering.complete({ nodeKey, signal, onProgress: (ratio) => onProgress?.(ratio * GATHER_SHARE) });
  const plan = planMux(gathered.analysis, roleOf);
  if (plan.outputs.length === 0) throw new AppError('recording_not_ready');
  const ofOutputs = plan.outputs.map(({ track, legs }) => ({
    trackId: track.trackId,
    codec: legs[0]?.codec as RecordedCodec,
    frames: legs.reduce((sum, leg) => sum + (gathered.counts.get(leg)?.frames ?? 0), 0),
  }));
  const trackFiles = trackFolder === null ? [] : planTrackFiles(trackFolder, ofOutputs);

  const drafts: DraftFile[] = [];
  const create = async (path: string): Promise<DraftFile> => {
    const draft = await DraftFile.create(path);
    drafts.push(draft);
    return draft;
  };
  try {
    const sink = await create(matroskaPath);
    const webm = new Map<number, DraftFile>();
    for (const { index, path, isWebm } of trackFiles) if (isWebm) webm.set(index, await create(path));
    const written = await new RecordingWriter(gathered, plan, sink, webm).run({
      signal,
      onProgress: (ratio) => onProgress?.(GATHER_SHARE + ratio * WRITE_SHARE),
    });
    await Promise.all(drafts.map((draft) => draft.keep()));
    const { missing } = gathered;
    const tornBytes = missing.reduce((sum, entry) => sum + (entry.kind === 'torn' ? entry.bytes : 0), 0);
    const result = { ...written, tornBytes, missing, complete: missing.length === 0 };
    const others = trackFiles.filter(({ isWebm }) => !isWebm);
    await copyToMp4(matroskaPath, others, result, {
      signal,
      onProgress: (ratio) => onProgress?.(GATHER_SHARE + WRITE_SHARE + ratio * (1 - GATHER_SHARE - WRITE_SHARE)),
    });
    onProgress?.(1);
    return { result, trackFiles };
  } catch (error) {
    for (const draft of drafts) await draft.discard();
    throw error;
  }
}

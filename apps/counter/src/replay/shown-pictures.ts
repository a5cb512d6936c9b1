import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, type PictureKind, type RecordingId, type TrackId } from '@guichet/protocol';
import { type Mark, markPicture, takeStill } from '@guichet/recording/material';
import type { Database } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import type { Viewer } from '../recordings/recording-access.ts';
import type { RecordingFiles } from '../recordings/recording-files.ts';
import type { MuxReport } from '../recordings/mux-report.ts';
import { MaterialFacts, materialNames } from './material-facts.ts';
import type { MaterialFiles } from './material-files.ts';
import { protectedParticipants, showsCustomer } from './protected-pictures.ts';
import type { Unmaskings } from './unmaskings.ts';

/** The face of documents, which has the characters of names. */
const FONT = fileURLToPath(new URL('../fonts/NotoSansHans-Regular.otf', import.meta.resolve('@embedpdf/fonts-sc')));

type Track = MuxReport['tracks'][number];

/** A recording as far as its pictures are concerned. */
interface Pictured {
  readonly id: string;
  readonly callId: string;
}

export interface ShownFile {
  readonly folder: string;
  readonly name: string;
  readonly mediaType: string;
}

export interface Material {
  readonly status: 'pending' | 'ready' | 'failed';
  readonly facts: MaterialFacts | null;
}

interface ShownPicturesOptions {
  readonly database: Database;
  readonly files: RecordingFiles;
  readonly material: MaterialFiles;
  readonly unmaskings: Unmaskings;
}

/** Which picture somebody is sent. What they may not see never leaves: it is not hidden in their browser but replaced here. */
export class ShownPictures {
  readonly #options: ShownPicturesOptions;

  constructor(options: ShownPicturesOptions) {
    this.#options = options;
  }

  /** Says of each track which picture this viewer gets. */
  async chooser(prisma: PrismaClient, viewer: Viewer, { id, callId }: Pictured): Promise<(track: Omit<Track, 'file'>) => PictureKind> {
    const recordingId = id as RecordingId;
    const [until, hidden, { facts }] = await Promise.all([
      this.#options.unmaskings.until(prisma, viewer, recordingId),
      protectedParticipants(prisma, callId),
      this.material(prisma, recordingId),
    ]);
    return (track) => {
      if (track.kind === 'audio') return 'none';
      if (until !== null || !showsCustomer(track, hidden)) return 'clear';
      return facts?.tracks[track.trackId]?.blurred === true ? 'blurred' : 'pending';
    };
  }

  /** What has been made for replaying so far. */
  async material(prisma: PrismaClient, recordingId: RecordingId): Promise<Material> {
    const row = await prisma.replayMaterial.findUnique({ where: { recordingId } });
    const facts = row === null || row.facts === null ? null : MaterialFacts.parse(row.facts);
    return { facts, status: row?.status === 'ready' || row?.status === 'failed' ? row.status : 'pending' };
  }

  /** The file that this viewer plays of a track. Throws `recording_not_ready` while the blurred one is being made, `not_found`. */
  async playable(viewer: Viewer, recording: Pictured, track: Track): Promise<ShownFile> {
    if (track.file === null) throw new AppError('not_found');
    const recordingId = recording.id as RecordingId;
    const picture = await this.#choose(viewer, recording, track);
    if (picture === 'pending') throw new AppError('recording_not_ready');
    if (picture !== 'blurred') return { folder: await this.#options.files.folderOf(recordingId, track.file.name), ...track.file };
    const name = materialNames(track.trackId).blurred;
    if (!(await this.#options.material.has(recordingId, name))) throw new AppError('recording_not_ready');
    return { folder: this.#options.material.folderOf(recordingId), name, mediaType: 'video/webm' };
  }

  /** The sheet of small pictures, with the viewer's mark on every one. Throws as `playable`. */
  async sheet(viewer: Viewer, recording: Pictured, track: Track, mark: string, signal: AbortSignal): Promise<Buffer> {
    const recordingId = recording.id as RecordingId;
    const names = materialNames(track.trackId);
    const name = (await this.#choose(viewer, recording, track)) === 'clear' ? names.sheet : names.blurredSheet;
    const { facts } = await this.#options.database.read((prisma) => this.material(prisma, recordingId));
    const sheet = facts?.tracks[track.trackId]?.thumbnails;
    if (sheet === undefined || !(await this.#options.material.has(recordingId, name))) throw new AppError('recording_not_ready');
    return markPicture(this.#options.material.pathOf(recordingId, name), markOf(mark), sheet, signal);
  }

  /** The picture at a moment of the recording, with the viewer's mark. Blurred where the moving one would be, at once. */
  async still(viewer: Viewer, recording: Pictured, track: Track, atMs: number, mark: string, signal: AbortSignal): Promise<Buffer> {
    if (track.file === null || track.kind !== 'video' || atMs < track.fromMs || atMs >= track.toMs) throw new AppError('not_found');
    const blurred = (await this.#choose(viewer, recording, track)) !== 'clear';
    const folder = await this.#options.files.folderOf(recording.id as RecordingId, track.file.name);
    const still = await takeStill(join(folder, track.file.name), { atMs: atMs - track.fromMs, blurred, mark: markOf(mark), signal });
    if (still.length === 0) throw new AppError('not_found');
    return still;
  }

  async peaks(recordingId: RecordingId, trackId: TrackId): Promise<Buffer> {
    const { peaks } = materialNames(trackId);
    if (!(await this.#options.material.has(recordingId, peaks))) throw new AppError('recording_not_ready');
    return this.#options.material.read(recordingId, peaks);
  }

  async #choose(viewer: Viewer, recording: Pictured, track: Track): Promise<PictureKind> {
    return this.#options.database.read(async (prisma) => (await this.chooser(prisma, viewer, recording))(track));
  }
}

const markOf = (text: string): Mark => ({ text, fontPath: FONT });

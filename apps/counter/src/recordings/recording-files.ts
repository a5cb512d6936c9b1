import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type NodeKey, type RecordingId, type TrackId } from '@guichet/protocol';
import { type ChunkReader, type JournalSource, storeSource, type UnwrapKey } from '@guichet/recording';
import { Gathering, matroskaToMp4, type MuxResult, muxToFiles } from '@guichet/recording/mux';
import { type FollowedRecording, FollowedRecordings } from './followed-recordings.ts';
import { type Checksums, checksumsOfFile, type JournalObjects, NotingSource, onlyThese } from './journal-contents.ts';
import { MKV_NAME, MP4_NAME } from './mux-report.ts';

const CHUNK_NAME = /^\d{6,10}\.chunk$/;
/** What the muxer said, beside its file: the way to MP4 begins with it. */
export const RESULT_NAME = 'mux-result.json';

export interface TrackFile {
  readonly name: string;
  readonly mediaType: string;
}

export interface BuiltFiles {
  readonly result: MuxResult;
  /** By track; of one that changed its codec only the longest part can be played by itself. */
  readonly trackFiles: ReadonlyMap<TrackId, TrackFile>;
  /** Of the Matroska file. */
  readonly media: Checksums;
  /** Of what it was made from. */
  readonly journal: JournalObjects;
}

interface RecordingFilesOptions {
  /** Folder for what is made from journals. It can be lost: all of it can be made again from the store. */
  readonly mediaDir: string;
  readonly store: ChunkReader;
  readonly unwrapKey: UnwrapKey;
}

interface BuildOptions {
  /** What it was made from before, so that it becomes the same file: what landed since is no part of it. All there is when not given. */
  readonly from?: JournalObjects;
  /** Key of the enrolled node that recorded: seals by any other are damage. */
  readonly nodeKey: NodeKey | null;
  /** What a participant was in the call: their tracks are named so. */
  readonly roleOf: (participantId: string) => string | null;
  /** From 0 to 1. */
  readonly onProgress: (ratio: number) => void;
  readonly signal: AbortSignal;
}

/** The files that are made from recordings. */
export class RecordingFiles {
  /** Those whose calls go on. */
  readonly followed = new FollowedRecordings((recordingId) => this.#gather(recordingId));
  readonly #options: RecordingFilesOptions;
  readonly #converting = new Map<RecordingId, Promise<void>>();

  constructor(options: RecordingFilesOptions) {
    this.#options = options;
  }

  /** The journal as the store has it. */
  journal(recordingId: RecordingId): JournalSource {
    return storeSource(this.#options.store, recordingId);
  }

  /** How many chunks of the journal the store has. Nodes ship several at a time: the last one may be there before one that comes before it. */
  async chunksInStore(recordingId: RecordingId): Promise<number> {
    return (await this.#options.store.list(recordingId)).filter((name) => CHUNK_NAME.test(name)).length;
  }

  async has(recordingId: RecordingId, name = MKV_NAME): Promise<boolean> {
    return access(join(this.#folder(recordingId), name)).then(
      () => true,
      () => false,
    );
  }

  /**
   * Makes the Matroska file and one file for each track, in a folder that appears when all of them are whole. Throws what
   * `muxToMatroska` throws.
   */
  async build(recordingId: RecordingId, { from, nodeKey, roleOf, onProgress, signal }: BuildOptions): Promise<BuiltFiles> {
    const followed = from === undefined ? await this.followed.take(recordingId) : null;
    const { source, gathering } = followed ?? (await this.#gather(recordingId, from));
    const draft = join(this.#options.mediaDir, `.${recordingId}.part`);
    try {
      await rm(draft, { recursive: true, force: true });
      await mkdir(draft, { recursive: true, mode: 0o700 });
      const mkv = join(draft, MKV_NAME);
      const to = { matroskaPath: mkv, trackFolder: draft };
      const { result, trackFiles } = await muxToFiles(gathering, to, {
        signal,
        roleOf,
        onProgress,
        ...(nodeKey === null ? {} : { nodeKey }),
      });
      await writeFile(join(draft, RESULT_NAME), JSON.stringify(result), { mode: 0o600 });
      const named = trackFiles.map(({ trackId, name, mediaType }) => [trackId, { name, mediaType }] as const);
      const built = { result, trackFiles: new Map(named), media: await checksumsOfFile(mkv), journal: source.seen };
      const folder = this.#folder(recordingId);
      await rm(folder, { recursive: true, force: true });
      await rename(draft, folder);
      return built;
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    } finally {
      await gathering.close();
    }
  }

  /** The folder that a file stands in; throws `recording_not_ready` when it has to be made again first. */
  async folderOf(recordingId: RecordingId, name: string): Promise<string> {
    if (!(await this.has(recordingId, name))) throw new AppError('recording_not_ready');
    return this.#folder(recordingId);
  }

  /** All tracks in one file; MP4 is made when it is first asked for. */
  async whole(recordingId: RecordingId, format: 'mkv' | 'mp4'): Promise<{ readonly folder: string; readonly name: string }> {
    const folder = await this.folderOf(recordingId, MKV_NAME);
    if (format === 'mkv') return { folder, name: MKV_NAME };
    if (!(await this.has(recordingId, MP4_NAME))) await this.#convert(recordingId, folder);
    return { folder, name: MP4_NAME };
  }

  /** Two who ask at the same time wait for one conversion; it goes on though both have left. */
  async #convert(recordingId: RecordingId, folder: string): Promise<void> {
    const underWay = this.#converting.get(recordingId);
    if (underWay !== undefined) return underWay;
    const work = toMp4(folder).finally(() => this.#converting.delete(recordingId));
    this.#converting.set(recordingId, work);
    return work;
  }

  async #gather(recordingId: RecordingId, from?: JournalObjects): Promise<FollowedRecording> {
    const { mediaDir, unwrapKey } = this.#options;
    await mkdir(mediaDir, { recursive: true, mode: 0o700 });
    const journal = this.journal(recordingId);
    const source = new NotingSource(from === undefined ? journal : onlyThese(journal, from));
    return { source, gathering: await Gathering.begin(source, { unwrapKey, folder: mediaDir }) };
  }

  #folder(recordingId: RecordingId): string {
    return join(this.#options.mediaDir, recordingId);
  }
}

async function toMp4(folder: string): Promise<void> {
  const result = JSON.parse(await readFile(join(folder, RESULT_NAME), 'utf8')) as MuxResult;
  await matroskaToMp4(join(folder, MKV_NAME), join(folder, MP4_NAME), result);
}

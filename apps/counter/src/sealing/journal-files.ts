import { genesisHead } from '@guichet/evidence';
import { FileKind, type ManifestFile, type ManifestRecording } from '@guichet/evidence/sealing';
import { JournalHeader, type RecordingId } from '@guichet/protocol';
import type { PrismaClient } from '../database/generated/client.ts';
import { JournalObjects, journalNames, MediaContents, NotingSource } from '../recordings/journal-contents.ts';
import type { RecordingFiles } from '../recordings/recording-files.ts';

const HEADER_NAME = 'journal.json';
const MAX_HEADER_BYTES = 64 << 10;
const MAX_OBJECT_BYTES = 64 << 20;

/** Where things lie in a package. */
export const journalFolder = (recordingId: RecordingId): string => `journals/${recordingId}`;
export const mediaPath = (recordingId: RecordingId): string => `media/${recordingId}.mkv`;

export interface RecordedFiles {
  readonly files: readonly ManifestFile[];
  /** Null where not even its header can be read: then nothing of it can be verified but that its files are these. */
  readonly recording: ManifestRecording | null;
}

/**
 * A recording as the manifest names it, from what was noted when its files were made. Only one whose files could not be made is read through, since nobody has read
 * it yet. Empty for one of which nothing was ever written.
 */
export async function recordedFiles(prisma: PrismaClient, files: RecordingFiles, recordingId: RecordingId): Promise<RecordedFiles> {
  const row = await prisma.recordingContents.findUnique({ where: { recordingId } });
  const journal = row === null ? await readThrough(files, recordingId) : JournalObjects.parse(row.journal);
  const folder = journalFolder(recordingId);
  const media = row === null ? [] : [{ path: mediaPath(recordingId), kind: FileKind.media, ...MediaContents.parse(row.media) }];
  const listed = journal.map(({ name, head: _head, ...sums }) => ({ path: `${folder}/${name}`, kind: FileKind.journal, ...sums }));
  const header = journal.length === 0 ? null : await readHeader(files, recordingId);
  if (header === null) return { files: [...listed, ...media], recording: null };
  const chunks = journal.filter(({ name }) => name.endsWith('.chunk'));
  return {
    files: [...listed, ...media],
    recording: {
      recordingId,
      folder,
      node: header.node,
      chunks: chunks.length,
      lastHead: chunks.findLast(({ head }) => head !== null)?.head ?? genesisHead(header),
    },
  };
}

async function readThrough(files: RecordingFiles, recordingId: RecordingId): Promise<JournalObjects> {
  const source = new NotingSource(files.journal(recordingId));
  for (const name of journalNames(await source.list())) await source.read(name, MAX_OBJECT_BYTES);
  return source.seen;
}

async function readHeader(files: RecordingFiles, recordingId: RecordingId): Promise<JournalHeader | null> {
  try {
    const bytes = await files.journal(recordingId).read(HEADER_NAME, MAX_HEADER_BYTES);
    return JournalHeader.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

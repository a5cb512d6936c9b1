import { createHash, type KeyObject } from 'node:crypto';
import { open as openFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ByteSource, FileKind, mayBeLeftOut, memorySource, type ManifestFile } from '@guichet/evidence/sealing';
import { AppError, type RecordingId, type SessionId } from '@guichet/protocol';
import type { SessionDocuments } from '../documents/session-documents.ts';
import { openSecret } from '../keys/sealed-secret.ts';
import { MKV_NAME } from '../recordings/mux-report.ts';
import type { RecordingFiles } from '../recordings/recording-files.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { Core } from '../sessions/core.ts';
import { compositionOf } from './composites.ts';
import { documentPath, LOG_PATH, sealedFilePlace } from './sealer.ts';
import { logFile } from './session-facts.ts';
import { sealOfRow } from './stamper.ts';

const BLOCK_BYTES = 1 << 20;

export interface ContentsOptions {
  readonly core: Core;
  readonly files: RecordingFiles;
  readonly recordings: Recordings;
  readonly documents: SessionDocuments;
  readonly dataKey: KeyObject;
  readonly compositesFolder: string;
}

/** A file is not any more what was sealed. */
export class Damaged extends Error {}

/** The files of a package, each held against the manifest while it is read: nobody is handed a package that its own verifier refuses. */
export class PackageContents {
  readonly #options: ContentsOptions;
  readonly #sealId: string;
  readonly #files: ReadonlyMap<string, ManifestFile>;
  readonly #sessionId: SessionId;
  readonly #absent = new Set<string>();
  readonly #closing: (() => void)[] = [];

  constructor(options: ContentsOptions, sealId: string, files: readonly ManifestFile[], sessionId: SessionId) {
    this.#options = options;
    this.#sealId = sealId;
    this.#files = new Map(files.map((file) => [file.path, file]));
    this.#sessionId = sessionId;
  }

  /** Finds out what was erased or is not there any more, and has media made again that was lost; throws `recording_not_ready` until it is there. */
  async prepare(): Promise<void> {
    const { core, files, recordings } = this.#options;
    const rows = await core.database.read((prisma) =>
      prisma.sealedFile.findMany({ where: { sealId: this.#sealId, sealed: null }, select: { path: true } }),
    );
    for (const { path } of rows) this.#absent.add(path);
    for (const { path, kind, sizeBytes } of this.#files.values()) {
      if (kind === FileKind.derived && (await this.#sizeOfComposite(path)) !== sizeBytes) this.#absent.add(path);
      const recordingId = kind === FileKind.media ? (/^media\/(rec_\w+)\.mkv$/.exec(path)?.[1] as RecordingId | undefined) : undefined;
      if (recordingId === undefined || (await files.has(recordingId))) continue;
      await recordings.requestMux(recordingId);
      throw new AppError('recording_not_ready');
    }
  }

  close(): void {
    for (const close of this.#closing) close();
  }

  open(path: string): ByteSource | null {
    const file = this.#files.get(path);
    if (file === undefined) throw new AppError('internal');
    if (this.#absent.has(path) && mayBeLeftOut(file.kind)) return null;
    return lazily(file.sizeBytes, async () => {
      const source = await this.#content(file);
      if (source.sizeBytes !== file.sizeBytes) throw new Damaged(path);
      return checked(file, source);
    });
  }

  async #content({ path, kind }: ManifestFile): Promise<ByteSource> {
    const { core, documents, files } = this.#options;
    const [folder = '', name = '', object = ''] = path.split('/');
    if (kind === FileKind.journal) return memorySource(await this.#journalObject(name as RecordingId, object));
    if (kind === FileKind.media)
      return this.#file(join(await files.folderOf(name.replace(/\.mkv$/, '') as RecordingId, MKV_NAME), MKV_NAME));
    if (kind === FileKind.derived) return this.#file(await this.#composite(path));
    if (kind === FileKind.document) {
      const documentId = name.replace(/\.pdf$/, '');
      if (folder !== 'documents' || documentPath(documentId) !== path) throw new AppError('internal');
      return memorySource((await documents.read(documentId as never, { sessionId: this.#sessionId })).pdf);
    }
    if (path === LOG_PATH) return memorySource(logFile(await this.#events()));
    const row = await core.database.read((prisma) =>
      prisma.sealedFile.findUnique({ where: { sealId_path: { sealId: this.#sealId, path } } }),
    );
    if (row?.sealed == null) throw new Damaged(path);
    return memorySource(openSecret(this.#options.dataKey, sealedFilePlace(this.#sealId, path), row.sealed));
  }

  async #composite(path: string): Promise<string> {
    const id = compositionOf(path);
    const row = id === null ? null : await this.#options.core.database.read((prisma) => prisma.composition.findUnique({ where: { id } }));
    if (row?.file == null) throw new Damaged(path);
    return join(this.#options.compositesFolder, row.file);
  }

  async #sizeOfComposite(path: string): Promise<number | null> {
    try {
      return (await stat(await this.#composite(path))).size;
    } catch {
      return null;
    }
  }

  async #journalObject(recordingId: RecordingId, name: string): Promise<Uint8Array> {
    const file = this.#files.get(`journals/${recordingId}/${name}`);
    return this.#options.files.journal(recordingId).read(name, (file?.sizeBytes ?? 0) + 1);
  }

  async #events() {
    const { core } = this.#options;
    const row = await core.database.read((prisma) => prisma.seal.findUniqueOrThrow({ where: { id: this.#sealId } }));
    const events = sealOfRow(row)?.manifest.log.events ?? 0;
    return core.log.read(this.#sessionId, 0, events);
  }

  async #file(path: string): Promise<ByteSource> {
    const { size } = await stat(path);
    const handle = await openFile(path, 'r');
    this.#closing.push(() => void handle.close());
    return {
      sizeBytes: size,
      read: async (from, to) => {
        const bytes = new Uint8Array(to - from);
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
        if (bytesRead < bytes.length) throw new Damaged(path);
        return bytes;
      },
    };
  }
}

/** Opened when it is first read, so that of a thousand chunks one is in memory. */
function lazily(sizeBytes: number, open: () => Promise<ByteSource>): ByteSource {
  let source: Promise<ByteSource> | null = null;
  return {
    sizeBytes,
    read: async (from, to) => {
      source ??= open();
      const bytes = await (await source).read(from, to);
      if (to === sizeBytes) source = null;
      return bytes;
    },
  };
}

/** For whoever reads from the beginning to the end: throws when what was read is not the file that was sealed. */
function checked({ path, sha256, sizeBytes }: ManifestFile, source: ByteSource): ByteSource {
  const hash = createHash('sha256');
  let expected = 0;
  return {
    sizeBytes,
    read: async (from, to) => {
      const bytes = await source.read(from, to);
      if (from !== expected || to - from > BLOCK_BYTES) throw new AppError('internal');
      expected = to;
      hash.update(bytes);
      if (to === sizeBytes && hash.digest('hex') !== sha256) throw new Damaged(path);
      return bytes;
    },
  };
}

import type { RecordingId } from '@guichet/protocol';
import { INDEX_NAME, epochOf } from '../journal/names.ts';
import { type CatalogEntry, catalogBytes, entryOf } from './catalog.ts';
import type { ChunkStore } from './chunk-store.ts';
import { MAX_OBJECT_BYTES, type ObjectProtection, type ObjectStore, sha256Of } from './object-store.ts';

interface ArchiveOptions {
  readonly source: ChunkStore;
  readonly store: ObjectStore;
  readonly protection: ObjectProtection;
  /** What earlier attempts stored and read back. */
  readonly known: ReadonlyMap<string, CatalogEntry>;
  /** Called for every object once it is durable and was read back. */
  readonly onStored: (entry: CatalogEntry) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface ArchivedRecording {
  readonly entries: readonly CatalogEntry[];
  readonly sizeBytes: number;
  /** SHA-256 of the catalog. */
  readonly catalogHash: string;
}

/**
 * Brings a journal from where its node shipped it into the archive, object by object; what is there already is not sent again, so that a killed
 * attempt goes on where it stopped. Its catalog is written last. Wrapped keys are no part of it: bytes that are locked for years must be able to become
 * unreadable. Rejects with what the stores reject with.
 */
export async function archiveRecording(recordingId: RecordingId, options: ArchiveOptions): Promise<ArchivedRecording> {
  const { source, store, protection, known, onStored, signal } = options;
  const entries = new Map(known);
  const names = (await source.list(recordingId)).filter(isArchived).toSorted();
  for (const name of names) {
    signal.throwIfAborted();
    if (entries.has(name)) continue;
    const bytes = await source.read(`${recordingId}/${name}`, MAX_OBJECT_BYTES);
    const entry = entryOf(name, bytes);
    await store.put({ recordingId, sha256: entry.sha256 }, bytes, protection);
    await onStored(entry);
    entries.set(name, entry);
  }
  const all = [...entries.values()];
  const catalog = catalogBytes(recordingId, all);
  await store.putCatalog(recordingId, catalog, protection);
  return { entries: all, sizeBytes: all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), catalogHash: sha256Of(catalog) };
}

/** Keys stand in the database, and the index only repeats what the chunks say. */
export const isArchived = (name: string): boolean => epochOf(name) === null && name !== INDEX_NAME;

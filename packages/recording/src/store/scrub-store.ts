import type { RecordingId } from '@guichet/protocol';
import { type CatalogEntry, findDamage, type ObjectDamage, readCatalogBytes } from './catalog.ts';
import type { ObjectStore } from './object-store.ts';

export interface DamagedObject extends ObjectDamage {
  readonly recordingId: RecordingId;
  /** As in the journal; of an object that no catalog names, its hash. */
  readonly name: string;
}

export interface ScrubReport {
  readonly recordings: number;
  readonly objects: number;
  readonly sizeBytes: number;
  readonly damaged: readonly DamagedObject[];
  /** Recordings without a catalog: their upload has not ended. */
  readonly incomplete: readonly RecordingId[];
}

/** Reads every object of the archive and holds it against its recording's catalog: what can be done without a database. */
export async function scrubStore(
  store: ObjectStore,
  {
    only,
    onRecording,
    signal,
  }: { readonly only?: RecordingId; readonly onRecording?: (id: RecordingId) => void; readonly signal?: AbortSignal } = {},
): Promise<ScrubReport> {
  const damaged: DamagedObject[] = [];
  const incomplete: RecordingId[] = [];
  let [recordings, objects, sizeBytes] = [0, 0, 0];
  for await (const recordingId of only === undefined ? store.recordings() : [only]) {
    signal?.throwIfAborted();
    onRecording?.(recordingId);
    recordings += 1;
    const bytes = await store.readCatalog(recordingId);
    const catalog = bytes === null ? null : readCatalogBytes(bytes);
    if (bytes !== null && (catalog === null || catalog.recordingId !== recordingId))
      damaged.push({ recordingId, name: 'catalog.json', damage: 'changed', fromByte: 0, toByte: bytes.length, openedAtMs: null });
    if (catalog === null) {
      if (bytes === null) incomplete.push(recordingId);
      continue;
    }
    for (const entry of catalog.objects) {
      signal?.throwIfAborted();
      objects += 1;
      sizeBytes += entry.sizeBytes;
      damaged.push(...(await scrubObject(store, recordingId, entry)));
    }
  }
  return { recordings, objects, sizeBytes, damaged, incomplete };
}

/** Every damaged stretch of one object. */
export async function scrubObject(store: ObjectStore, recordingId: RecordingId, entry: CatalogEntry): Promise<readonly DamagedObject[]> {
  const bytes = await store.read({ recordingId, sha256: entry.sha256 });
  return findDamage(entry, bytes).map((damage) => ({ ...damage, recordingId, name: entry.name }));
}

import type { RecordingId } from '@guichet/protocol';
import type { JournalSource } from '../journal/source.ts';

/**
 * Where closed chunks go during the call, so that nothing depends on the node's disk. Keys are `<recordingId>/<name>`; every object is
 * written once and never changes, which is what an object lock asks for.
 */
export interface ChunkStore {
  /** For messages. */
  readonly name: string;
  /** Stores the file under the key and resolves when it is durable. Storing the same again changes nothing; another size under the key rejects. */
  put(key: string, file: string): Promise<void>;
  /** Rejects with code `ENOENT` when there is no such object. */
  read(key: string, maxBytes: number): Promise<Buffer>;
  /** Names (without the recording's id) of a recording's objects. */
  list(recordingId: RecordingId): Promise<readonly string[]>;
  /** Removes all of a recording's objects; whoever asks has made sure that they stand elsewhere, or that nobody wants them any more. */
  clear(recordingId: RecordingId): Promise<void>;
}

/** A journal in the store, for `openJournal`. */
export function storeSource(store: ChunkStore, recordingId: RecordingId): JournalSource {
  return {
    name: `${store.name}/${recordingId}`,
    list: () => store.list(recordingId),
    read: (name, maxBytes) => store.read(`${recordingId}/${name}`, maxBytes),
  };
}

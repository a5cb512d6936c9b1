import type { RecordingId } from '@guichet/protocol';
import type { JournalSource } from '../journal/source.ts';

/** `<recordingId>/<name>`. */
export const CHUNK_KEY = /^rec_[0-9a-z]{24}\/[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Where a journal can be read, wherever it stands. */
export interface ChunkReader {
  /** For messages. */
  readonly name: string;
  /** Rejects with code `ENOENT` when there is no such object. */
  read(key: string, maxBytes: number): Promise<Buffer>;
  /** Names (without the recording's id) of a recording's objects. */
  list(recordingId: RecordingId): Promise<readonly string[]>;
}

/**
 * Where closed chunks go during the call, so that nothing depends on the node's disk. Keys are `<recordingId>/<name>`; every object is
 * written once and never changes, which is what an object lock asks for.
 */
export interface ChunkStore extends ChunkReader {
  readonly kind: 'local' | 's3';
  /** Uploads at a time: enough to hide the latency of a store, few enough to leave the disk to the writers. */
  readonly lanes: number;
  /** So long the store itself refuses to delete what was shipped, whoever asks. */
  readonly lockedForMs: number;
  /**
   * Stores the file under the key and resolves when it was compared and will outlast a power cut together with the node's own copy, which is let go after the index alone: by
   * itself it lasts at the latest when the index, which comes last, was put.
   * Storing the same again changes nothing; other bytes under the key reject.
   */
  put(key: string, file: string): Promise<void>;
  /** Removes all of a recording's objects; whoever asks has made sure that they stand elsewhere, or that nobody wants them any more. What the store still locks stays. */
  clear(recordingId: RecordingId): Promise<void>;
  /** Those of which anything is there. */
  recordings(): AsyncIterable<RecordingId>;
}

/** A journal in the store, for `openJournal`. */
export function storeSource(store: ChunkReader, recordingId: RecordingId): JournalSource {
  return {
    name: `${store.name}/${recordingId}`,
    list: () => store.list(recordingId),
    read: (name, maxBytes) => store.read(`${recordingId}/${name}`, maxBytes),
  };
}

import { createHash } from 'node:crypto';
import type { RecordingId } from '@guichet/protocol';

/** What an object is called: the recording that it belongs to, and the SHA-256 of its bytes in hexadecimal. */
export interface ObjectKey {
  readonly recordingId: RecordingId;
  readonly sha256: string;
}

/** How long the store itself is to refuse a deletion, whoever asks. */
export interface ObjectProtection {
  /** Null: by time, not at all. */
  readonly until: Date | null;
  /** A legal hold: without an end, until it is taken away. */
  readonly held: boolean;
}

/**
 * Where recordings stand once they are over. Objects are named by their content, written once and never changed. A recording's catalog is the
 * one object with a name of its own (`catalogBytes`), and tells what the others are: the store is readable without a database.
 */
export interface ObjectStore {
  readonly kind: 'local' | 's3';
  /** For people; no credential. */
  readonly name: string;
  /** Whether `protect` binds the store itself. */
  readonly locks: boolean;
  /**
   * Resolves once the object is durable and was read back whole. One that is there already is read instead. Rejects with `ObjectDamaged` for
   * bytes that are not what the key says, wherever they were met.
   */
  put(key: ObjectKey, bytes: Uint8Array, protection: ObjectProtection): Promise<void>;
  /** The bytes as they are: whoever needs to trust them compares. Null where there are none. */
  read(key: ObjectKey): Promise<Buffer | null>;
  /** `locked`: the store itself refuses, for now. */
  remove(key: ObjectKey): Promise<'removed' | 'absent' | 'locked'>;
  /** Longer, never shorter; a hold can be taken away. */
  protect(key: ObjectKey, protection: ObjectProtection): Promise<void>;
  putCatalog(recordingId: RecordingId, bytes: Uint8Array, protection: ObjectProtection): Promise<void>;
  readCatalog(recordingId: RecordingId): Promise<Buffer | null>;
  removeCatalog(recordingId: RecordingId): Promise<'removed' | 'absent' | 'locked'>;
  protectCatalog(recordingId: RecordingId, protection: ObjectProtection): Promise<void>;
  recordings(): AsyncIterable<RecordingId>;
  /** Objects of a recording, without its catalog. */
  objects(recordingId: RecordingId): AsyncIterable<{ readonly sha256: string; readonly sizeBytes: number }>;
}

/** The one object of a recording that is not named by its content. */
export const CATALOG_NAME = 'catalog.json';
/** No object of a journal is larger; more than this is not taken into memory. */
export const MAX_OBJECT_BYTES = 64 * 1024 * 1024;

export const RECORDING_FOLDER = /^rec_[0-9a-z]{24}$/;
export const OBJECT_NAME = /^[0-9a-f]{64}$/;

/** Bytes are not those that their name promises. */
export class ObjectDamaged extends Error {
  readonly code = 'OBJECT_DAMAGED';

  constructor(name: string) {
    super(`The bytes of ${name} are not those that were stored`);
    this.name = 'ObjectDamaged';
  }
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingId } from '@guichet/protocol';
import type { ChunkStore } from '@guichet/recording';

export type DropCopies = (recordingId: RecordingId) => Promise<void>;

/**
 * Removes what stands of a recording beside the archive: what its node shipped, with keys of its own, and what was made of it (`madeFolders` hold a folder for
 * each recording). Done again, it finds nothing.
 */
export const dropCopies =
  ({ landing, madeFolders }: { readonly landing: ChunkStore; readonly madeFolders: readonly string[] }): DropCopies =>
  async (recordingId) => {
    await landing.clear(recordingId);
    for (const folder of madeFolders) await rm(join(folder, recordingId), { recursive: true, force: true });
  };

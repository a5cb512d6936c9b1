import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type CompositionId, type RecordingId } from '@guichet/protocol';

/** What a second of a composite takes at most, with room for what the encoder reads; and what is left free beside it. */
const BYTES_A_SECOND = 400_000;
const LEFT_FREE_BYTES = 64 * 1024 * 1024;

/** The folder of composites. It can be lost: all of it can be made again from the recordings. */
export class CompositionFiles {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Path below the root, as the row keeps it. */
  nameOf(recordingId: RecordingId, compositionId: CompositionId): string {
    return `${recordingId}/${compositionId}.mp4`;
  }

  pathOf(name: string): string {
    return join(this.#root, name);
  }

  async has(name: string): Promise<boolean> {
    return access(this.pathOf(name)).then(
      () => true,
      () => false,
    );
  }

  /** Makes room: what an attempt that was killed left behind goes, and throws `disk_low` where there would not be enough space. */
  async prepare(recordingId: RecordingId, compositionId: CompositionId, durationMs: number): Promise<void> {
    const folder = join(this.#root, recordingId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const left = (await readdir(folder)).filter((name) => name.startsWith(`.${compositionId}`));
    for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < (durationMs / 1_000) * BYTES_A_SECOND + LEFT_FREE_BYTES) throw new AppError('disk_low');
  }

  async measure(name: string): Promise<{ readonly sizeBytes: number; readonly sha256: string }> {
    const path = this.pathOf(name);
    const hash = createHash('sha256');
    for await (const bytes of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(bytes as Buffer);
    return { sizeBytes: (await stat(path)).size, sha256: hash.digest('hex') };
  }

  /** Of a recording that is deleted nothing is left here. */
  folderOf(recordingId: RecordingId): string {
    return join(this.#root, recordingId);
  }
}

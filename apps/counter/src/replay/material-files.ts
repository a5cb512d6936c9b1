import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingId } from '@guichet/protocol';

/** The folder of what is made for replaying a recording. It can be lost: all of it can be made again from the recording. */
export class MaterialFiles {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  folderOf(recordingId: RecordingId): string {
    return join(this.#root, recordingId);
  }

  pathOf(recordingId: RecordingId, name: string): string {
    return join(this.#root, recordingId, name);
  }

  async begin(recordingId: RecordingId): Promise<void> {
    await mkdir(this.folderOf(recordingId), { recursive: true, mode: 0o700 });
  }

  async has(recordingId: RecordingId, name: string): Promise<boolean> {
    return access(this.pathOf(recordingId, name)).then(
      () => true,
      () => false,
    );
  }

  async write(recordingId: RecordingId, name: string, bytes: Uint8Array): Promise<void> {
    const path = this.pathOf(recordingId, name);
    await writeFile(`${path}.part`, bytes, { mode: 0o600 });
    await rename(`${path}.part`, path);
  }

  async read(recordingId: RecordingId, name: string): Promise<Buffer> {
    return readFile(this.pathOf(recordingId, name));
  }
}

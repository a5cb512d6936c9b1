import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaFrame } from '../rtp/frame-assembler.ts';

/** Kind, key frame, leg, segment, ticks (or microseconds), length. */
const HEAD_BYTES = 20;
const Kind = { passed: 0, frame: 1 } as const;
const READ_BYTES = 1024 * 1024;

export interface SpooledFrame {
  /** Index of the stream in its journal. */
  readonly leg: number;
  readonly segment: number;
  readonly ticks: number;
  readonly keyframe: boolean;
  readonly data: Buffer;
}

/** A frame, or the time that had passed when all before it were there. */
export type SpoolEntry = SpooledFrame | { readonly passedUs: number };

/**
 * Frames in the order in which a journal gave them, until it is known where they stand in time. On disk, as an hour of them is too much for memory; in a
 * file without a name, so that nothing of it is left when the process ends, however it ends.
 */
export class FrameSpool {
  readonly #file: FileHandle;
  #gathered: Buffer[] = [];
  #sizeBytes = 0;

  static async create(folder: string): Promise<FrameSpool> {
    const path = join(folder, `.${randomUUID()}.frames`);
    const file = await open(path, 'wx+', 0o600);
    await unlink(path);
    return new FrameSpool(file);
  }

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** What `read` will go through, in bytes. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  frame(leg: number, { segment, ticks, keyframe, data }: MediaFrame): void {
    const head = Buffer.alloc(HEAD_BYTES);
    head[0] = Kind.frame;
    head[1] = keyframe ? 1 : 0;
    head.writeUInt16LE(leg, 2);
    head.writeUInt32LE(segment, 4);
    head.writeDoubleLE(ticks, 8);
    head.writeUInt32LE(data.length, 16);
    this.#gathered.push(head, data);
  }

  passed(us: number): void {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeDoubleLE(us, 8);
    this.#gathered.push(head);
  }

  /** Writes what has gathered in memory. */
  async settle(): Promise<void> {
    if (this.#gathered.length === 0) return;
    const bytes = Buffer.concat(this.#gathered);
    this.#gathered = [];
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#sizeBytes);
      done += bytesWritten;
      this.#sizeBytes += bytesWritten;
    }
  }

  /** Everything that was settled, some of it at a time, in order. */
  async *read(): AsyncGenerator<{ readonly entries: readonly SpoolEntry[]; readonly sizeBytes: number }> {
    let rest = Buffer.alloc(0);
    for (let position = 0; position < this.#sizeBytes; ) {
      const bytes = Buffer.allocUnsafe(rest.length + Math.min(READ_BYTES, this.#sizeBytes - position));
      rest.copy(bytes);
      const { bytesRead } = await this.#file.read(bytes, rest.length, bytes.length - rest.length, position);
      if (bytesRead === 0) throw new Error('The spool of frames is shorter than what was written to it');
      position += bytesRead;
      const { entries, used } = parse(bytes.subarray(0, rest.length + bytesRead));
      rest = bytes.subarray(used, rest.length + bytesRead);
      yield { entries, sizeBytes: bytesRead };
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function parse(bytes: Buffer): { readonly entries: readonly SpoolEntry[]; readonly used: number } {
  const entries: SpoolEntry[] = [];
  let used = 0;
  while (used + HEAD_BYTES <= bytes.length) {
    const start = used + HEAD_BYTES;
    const end = start + bytes.readUInt32LE(used + 16);
    if (end > bytes.length) break;
    const time = bytes.readDoubleLE(used + 8);
    entries.push(
      bytes[used] === Kind.passed
        ? { passedUs: time }
        : {
            leg: bytes.readUInt16LE(used + 2),
            segment: bytes.readUInt32LE(used + 4),
            ticks: time,
            keyframe: bytes[used + 1] === 1,
            data: bytes.subarray(start, end),
          },
    );
    used = end;
  }
  return { entries, used };
}

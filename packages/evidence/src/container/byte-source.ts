/** Bytes that need not be in memory: a file on a disk, a file dropped onto a page. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** The bytes from `from` up to, and without, `to`; both lie within the source. */
  read(from: number, to: number): Promise<Uint8Array>;
  /** The same into memory that is there already, where the source can do that. */
  readInto?(target: Uint8Array, from: number): Promise<void>;
}

/** How much is in memory at a time. */
export const BLOCK_BYTES = 1 << 20;

/** The source, or a stretch of it, block by block. */
export async function* blocksOf(source: ByteSource, from = 0, to = source.sizeBytes): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += BLOCK_BYTES) yield await source.read(at, Math.min(at + BLOCK_BYTES, to));
}

/** All of a small source, for whoever is done with it before the next: `memory` is used where it is large enough. */
export async function passingBytesOf(source: ByteSource, memory: Uint8Array): Promise<Uint8Array> {
  if (source.readInto === undefined || source.sizeBytes > memory.length) return source.read(0, source.sizeBytes);
  const bytes = memory.subarray(0, source.sizeBytes);
  await source.readInto(bytes, 0);
  return bytes;
}

/** Like `blocksOf`, for whoever is done with a block before the next: all of them may stand in the same memory. */
export async function* passingBlocksOf(
  source: ByteSource,
  memory = new Uint8Array(Math.min(BLOCK_BYTES, source.sizeBytes)),
): AsyncGenerator<Uint8Array> {
  if (source.readInto === undefined) return yield* blocksOf(source);
  for (let at = 0; at < source.sizeBytes; at += memory.length) {
    const block = memory.subarray(0, Math.min(memory.length, source.sizeBytes - at));
    await source.readInto(block, at);
    yield block;
  }
}

/** A stretch of a source as a source of its own. */
export function stretchOf(source: ByteSource, from: number, to: number): ByteSource {
  const stretch = { sizeBytes: to - from, read: (start: number, end: number) => source.read(from + start, from + end) };
  const { readInto } = source;
  return readInto ? { ...stretch, readInto: (target, start) => readInto.call(source, target, from + start) } : stretch;
}

export function memorySource(bytes: Uint8Array): ByteSource {
  return { sizeBytes: bytes.length, read: async (from, to) => bytes.subarray(from, to) };
}

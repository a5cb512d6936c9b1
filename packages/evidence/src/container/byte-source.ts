/** Bytes that need not be in memory: a file on a disk, a file dropped onto a page. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** The bytes from `from` up to, and without, `to`; both lie within the source. */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** How much is in memory at a time. */
export const BLOCK_BYTES = 1 << 20;

/** The source, or a stretch of it, block by block. */
export async function* blocksOf(source: ByteSource, from = 0, to = source.sizeBytes): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += BLOCK_BYTES) yield await source.read(at, Math.min(at + BLOCK_BYTES, to));
}

/** A stretch of a source as a source of its own. */
export function stretchOf(source: ByteSource, from: number, to: number): ByteSource {
  return { sizeBytes: to - from, read: (start, end) => source.read(from + start, from + end) };
}

export function memorySource(bytes: Uint8Array): ByteSource {
  return { sizeBytes: bytes.length, read: async (from, to) => bytes.subarray(from, to) };
}

/**
 * The binary layout of a journal: the only place that knows it, but for the seal. All numbers are big-endian.
 *
 * A chunk file `000001.chunk` is a clear header, sealed blocks, and, once it is closed, its seal:
 *
 * | chunk header | bytes | |
 * |---|---|---|
 * | magic | 8 | `GUICHETJ` |
 * | version | 2 | 1 |
 * | header length | 2 | 96 |
 * | chunk number | 4 | 1, 2, 3 … |
 * | epoch | 4 | which data key |
 * | opened at, wall clock | 8 | Unix milliseconds |
 * | clock base | 8 | monotonic microseconds that the arrival times of the records count from |
 * | previous head | 32 | head of the chunk before, of the journal's header for the first |
 * | recording id | 28 | ASCII |
 *
 * | block | bytes | |
 * |---|---|---|
 * | sealed length | 4 | of ciphertext and tag together |
 * | block number | 4 | 0, 1, 2 … in this chunk |
 * | ciphertext | n | AES-256-GCM (NIST SP 800-38D); nonce = chunk number, 4 zero bytes, block number |
 * | tag | 16 | additional data = SHA-256 of the chunk header, then the 8 clear bytes of the block |
 *
 * No nonce comes twice under one key: a chunk number is never used again, and every incarnation of the writer has its own key. The
 * additional data ties a block to its place, so none can be moved, repeated or left out unseen.
 *
 * | record (in a block's plaintext) | bytes | |
 * |---|---|---|
 * | type | 1 | 1 RTP, 2 RTCP, 3 event |
 * | reserved | 1 | 0 |
 * | track index | 2 | as declared; 65535: of no one track |
 * | arrival | 4 | signed microseconds since the chunk's clock base |
 * | length | 2 | |
 * | bytes | n | the packet as it came; UTF-8 JSON for an event |
 *
 * The seal at the end stands in the clear, and so where verifiers are: `chunk-seal-tail.ts` of the evidence package.
 */
export const LAYOUT_VERSION = 1;
export const CHUNK_HEADER_BYTES = 96;
export const BLOCK_HEADER_BYTES = 8;
export const TAG_BYTES = 16;
export const NONCE_BYTES = 12;
export const RECORD_HEADER_BYTES = 10;
export const MAX_RECORD_BYTES = 0xffff;
/** Plaintext of one block at most: bounds what a damaged length can make a reader allocate. */
export const MAX_BLOCK_BYTES = 1 << 20;
export const NO_TRACK = 0xffff;

const CHUNK_MAGIC = Buffer.from('GUICHETJ', 'latin1');
const RECORDING_ID_BYTES = 28;

export const RecordType = { rtp: 1, rtcp: 2, event: 3 } as const;
export type RecordType = (typeof RecordType)[keyof typeof RecordType];

export interface ChunkHeader {
  readonly seq: number;
  readonly epoch: number;
  readonly openedAtMs: number;
  /** Monotonic microseconds; comparable between chunks that one boot of one machine wrote. */
  readonly baseUs: number;
  readonly previousHead: string;
  readonly recordingId: string;
}

export interface JournalRecord {
  readonly type: RecordType;
  readonly trackIndex: number;
  /** Microseconds since the chunk's clock base; negative for a packet that was held back until its stream was declared. */
  readonly arrivalUs: number;
  /** A view into the block, not a copy. */
  readonly bytes: Buffer;
}

export function encodeChunkHeader(header: ChunkHeader): Buffer {
  const bytes = Buffer.alloc(CHUNK_HEADER_BYTES);
  CHUNK_MAGIC.copy(bytes, 0);
  bytes.writeUInt16BE(LAYOUT_VERSION, 8);
  bytes.writeUInt16BE(CHUNK_HEADER_BYTES, 10);
  bytes.writeUInt32BE(header.seq, 12);
  bytes.writeUInt32BE(header.epoch, 16);
  bytes.writeBigUInt64BE(BigInt(Math.trunc(header.openedAtMs)), 20);
  bytes.writeBigUInt64BE(BigInt(Math.trunc(header.baseUs)), 28);
  bytes.write(header.previousHead, 36, 32, 'hex');
  bytes.write(header.recordingId, 68, RECORDING_ID_BYTES, 'latin1');
  return bytes;
}

/** Null when these bytes are no header of a version that this code reads. */
export function decodeChunkHeader(bytes: Buffer): ChunkHeader | null {
  if (bytes.length < CHUNK_HEADER_BYTES || !bytes.subarray(0, 8).equals(CHUNK_MAGIC)) return null;
  if (bytes.readUInt16BE(8) !== LAYOUT_VERSION || bytes.readUInt16BE(10) !== CHUNK_HEADER_BYTES) return null;
  return {
    seq: bytes.readUInt32BE(12),
    epoch: bytes.readUInt32BE(16),
    openedAtMs: Number(bytes.readBigUInt64BE(20)),
    baseUs: Number(bytes.readBigUInt64BE(28)),
    previousHead: bytes.toString('hex', 36, 68),
    recordingId: bytes.toString('latin1', 68, 68 + RECORDING_ID_BYTES),
  };
}

export function encodeBlockHeader(index: number, plainBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(BLOCK_HEADER_BYTES);
  bytes.writeUInt32BE(plainBytes + TAG_BYTES, 0);
  bytes.writeUInt32BE(index, 4);
  return bytes;
}

export function blockNonce(seq: number, index: number): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(seq, 0);
  nonce.writeUInt32BE(index, 8);
  return nonce;
}

/** One sealed block as it lies in a chunk. */
export interface SealedBlock {
  readonly index: number;
  /** The 8 clear bytes before it. */
  readonly clear: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

export interface BlockWalk {
  readonly blocks: readonly SealedBlock[];
  /** Bytes at the end that are no whole block: a torn tail, or what follows a damaged length. */
  readonly leftoverBytes: number;
}

/** Finds the blocks in a chunk's content (header included, seal excluded) by their clear lengths; needs no key. */
export function walkBlocks(content: Buffer): BlockWalk {
  const blocks: SealedBlock[] = [];
  let offset = CHUNK_HEADER_BYTES;
  if (content.length <= offset) return { blocks, leftoverBytes: content.length < offset ? content.length : 0 };

  while (content.length - offset > BLOCK_HEADER_BYTES + TAG_BYTES) {
    const sealedBytes = content.readUInt32BE(offset);
    const end = offset + BLOCK_HEADER_BYTES + sealedBytes;
    if (sealedBytes <= TAG_BYTES || sealedBytes > MAX_BLOCK_BYTES + TAG_BYTES || end > content.length) break;
    blocks.push({
      index: content.readUInt32BE(offset + 4),
      clear: content.subarray(offset, offset + BLOCK_HEADER_BYTES),
      ciphertext: content.subarray(offset + BLOCK_HEADER_BYTES, end - TAG_BYTES),
      tag: content.subarray(end - TAG_BYTES, end),
    });
    offset = end;
  }
  return { blocks, leftoverBytes: content.length - offset };
}

/** Writes one record at `offset` and returns the offset behind it; the caller has made sure that it fits. */
export function writeRecord(
  into: Buffer,
  offset: number,
  type: RecordType,
  trackIndex: number,
  arrivalUs: number,
  bytes: Uint8Array,
): number {
  into[offset] = type;
  into[offset + 1] = 0;
  into.writeUInt16BE(trackIndex, offset + 2);
  into.writeInt32BE(Math.max(-0x8000_0000, Math.min(0x7fff_ffff, Math.round(arrivalUs))), offset + 4);
  into.writeUInt16BE(bytes.length, offset + 8);
  into.set(bytes, offset + RECORD_HEADER_BYTES);
  return offset + RECORD_HEADER_BYTES + bytes.length;
}

/** The records of a block's plaintext. A block is authenticated as a whole, so a cut one can only come from a faulty writer: it ends there. */
export function* readRecords(plain: Buffer): Generator<JournalRecord> {
  let offset = 0;
  while (offset + RECORD_HEADER_BYTES <= plain.length) {
    const start = offset + RECORD_HEADER_BYTES;
    const end = start + plain.readUInt16BE(offset + 8);
    if (end > plain.length) return;
    yield {
      type: plain[offset] as RecordType,
      trackIndex: plain.readUInt16BE(offset + 2),
      arrivalUs: plain.readInt32BE(offset + 4),
      bytes: plain.subarray(start, end),
    };
    offset = end;
  }
}

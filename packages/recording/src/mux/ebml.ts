/**
 * EBML elements (RFC 8794): an id, a length, data. Only what the Matroska writer needs; written here because the ready-made writer holds
 * back everything while one open track is silent (a camera that is off for half an hour), and ours must run in bounded memory.
 */
const MAX_SHORT_SIZE = 2 ** 7 - 2;
const MAX_TWO_BYTE_SIZE = 2 ** 14 - 2;
const MAX_FOUR_BYTE_SIZE = 2 ** 28 - 2;

export const UNKNOWN_SIZE = Buffer.from([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);

function idBytes(id: number): Buffer {
  const length = id > 0xff_ffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1;
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(id, 0, length);
  return bytes;
}

/** A data size in as few bytes as it takes (RFC 8794 §4). */
export function sizeBytes(size: number): Buffer {
  const bytes = Buffer.alloc(8);
  return bytes.subarray(0, writeSize(bytes, 0, size));
}

/** The same into `bytes` at `offset`; returns where it ends. */
export function writeSize(bytes: Buffer, offset: number, size: number): number {
  if (size <= MAX_SHORT_SIZE) return bytes.writeUInt8(0x80 | size, offset);
  if (size <= MAX_TWO_BYTE_SIZE) return bytes.writeUInt16BE(0x4000 | size, offset);
  if (size <= MAX_FOUR_BYTE_SIZE) return bytes.writeUInt32BE((0x1000_0000 | size) >>> 0, offset);
  return bytes.writeBigUInt64BE((1n << 56n) | BigInt(size), offset);
}

/** A data size in eight bytes, to be filled in later. */
export function wideSize(size: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE((1n << 56n) | BigInt(size));
  return bytes;
}

export function element(id: number, ...data: readonly Buffer[]): Buffer {
  const length = data.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([idBytes(id), sizeBytes(length), ...data]);
}

/** The id and an open-ended size: what follows belongs to it until the file ends. */
export const openElement = (id: number, size: Buffer = UNKNOWN_SIZE): Buffer => Buffer.concat([idBytes(id), size]);

export function unsigned(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(Math.round(value)));
  const start = Math.min(7, bytes.findIndex((byte) => byte !== 0) === -1 ? 7 : bytes.findIndex((byte) => byte !== 0));
  return element(id, bytes.subarray(start));
}

/** Eight bytes whatever the value, to be overwritten in place. */
export function unsignedWide(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(Math.round(value)));
  return element(id, bytes);
}

export function signedWide(id: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return element(id, bytes);
}

export function float(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return element(id, bytes);
}

export const text = (id: number, value: string): Buffer => element(id, Buffer.from(value, 'utf8'));
export const binary = (id: number, value: Buffer): Buffer => element(id, value);

/** `size` bytes that mean nothing, at least 2. */
export function voidOf(size: number): Buffer {
  const data = size < 10 ? Buffer.alloc(size - 2) : Buffer.alloc(size - 9);
  return size < 10 ? element(0xec, data) : Buffer.concat([Buffer.from([0xec]), wideSize(data.length), data]);
}

import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * The one form in which a container is written, so that nothing can hide in it: every record of ZIP (APPNOTE.TXT 6.3.10) has exactly one encoding. Entries are stored as they
 * are, named in UTF-8, dated 1980-01-01, without comments, attributes or data descriptors; ZIP64 is used where a number doesn't fit, and only there.
 */
export interface EntryFacts {
  readonly name: string;
  readonly sizeBytes: number;
  readonly crc32: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;
const ZIP64_END = 0x06064b50;
const ZIP64_LOCATOR = 0x07064b50;

const VERSION_PLAIN = 20;
const VERSION_ZIP64 = 45;
const UTF8_NAMES = 0x0800;
const STORED = 0;
const MIDNIGHT = 0;
const FIRST_DAY = 0x0021;
const ZIP64_FIELD = 0x0001;
const MAX_16 = 0xffff;
const MAX_32 = 0xffff_ffff;

export const END_BYTES = 22;
export const ZIP64_END_BYTES = 56;
export const ZIP64_LOCATOR_BYTES = 20;

const u16 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, (value >>> 8) & 0xff);
const u32 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
const u64 = (value: number): Uint8Array => concatBytes(u32(value % 2 ** 32), u32(Math.floor(value / 2 ** 32)));

const isLarge = (value: number): boolean => value >= MAX_32;
const capped = (value: number): number => (isLarge(value) ? MAX_32 : value);

export function localHeader({ name, sizeBytes, crc32 }: EntryFacts): Uint8Array {
  const nameBytes = utf8ToBytes(name);
  const extra = isLarge(sizeBytes) ? concatBytes(u16(ZIP64_FIELD), u16(16), u64(sizeBytes), u64(sizeBytes)) : new Uint8Array();
  const size = u32(capped(sizeBytes));
  return concatBytes(
    u32(LOCAL_HEADER),
    u16(extra.length > 0 ? VERSION_ZIP64 : VERSION_PLAIN),
    ...[UTF8_NAMES, STORED, MIDNIGHT, FIRST_DAY].map(u16),
    u32(crc32),
    size,
    size,
    u16(nameBytes.length),
    u16(extra.length),
    nameBytes,
    extra,
  );
}

export function centralHeader({ name, sizeBytes, crc32, offset }: EntryFacts): Uint8Array {
  const nameBytes = utf8ToBytes(name);
  const large = [...(isLarge(sizeBytes) ? [sizeBytes, sizeBytes] : []), ...(isLarge(offset) ? [offset] : [])];
  const extra = large.length > 0 ? concatBytes(u16(ZIP64_FIELD), u16(8 * large.length), ...large.map(u64)) : new Uint8Array();
  const version = u16(extra.length > 0 ? VERSION_ZIP64 : VERSION_PLAIN);
  const size = u32(capped(sizeBytes));
  return concatBytes(
    u32(CENTRAL_HEADER),
    version,
    version,
    ...[UTF8_NAMES, STORED, MIDNIGHT, FIRST_DAY].map(u16),
    u32(crc32),
    size,
    size,
    u16(nameBytes.length),
    u16(extra.length),
    // No comment, first disk, no internal and no external attributes.
    new Uint8Array(10),
    u32(capped(offset)),
    nameBytes,
    extra,
  );
}

/** What stands behind the central directory. */
export function endRecords(entries: number, directoryBytes: number, directoryOffset: number): Uint8Array {
  const needsZip64 = entries >= MAX_16 || isLarge(directoryBytes) || isLarge(directoryOffset);
  const counts = u16(Math.min(entries, MAX_16));
  const end = concatBytes(u32(END), new Uint8Array(4), counts, counts, u32(capped(directoryBytes)), u32(capped(directoryOffset)), u16(0));
  if (!needsZip64) return end;
  const version = u16(VERSION_ZIP64);
  const zip64End = concatBytes(
    u32(ZIP64_END),
    u64(ZIP64_END_BYTES - 12),
    version,
    version,
    new Uint8Array(8),
    u64(entries),
    u64(entries),
    u64(directoryBytes),
    u64(directoryOffset),
  );
  return concatBytes(zip64End, u32(ZIP64_LOCATOR), u32(0), u64(directoryOffset + directoryBytes), u32(1), end);
}

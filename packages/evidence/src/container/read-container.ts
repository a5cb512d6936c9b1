import { concatBytes } from '@noble/hashes/utils.js';
import { sameBytes } from '../merkle/hashes.ts';
import { type ByteSource, stretchOf } from './byte-source.ts';
import { isContainerName } from './container-name.ts';
import { centralHeader, END_BYTES, endRecords, type EntryFacts, localHeader, ZIP64_END_BYTES, ZIP64_LOCATOR_BYTES } from './zip-records.ts';

/** A container of more is refused before its directory is read. */
const MAX_ENTRIES = 200_000;
const MAX_DIRECTORY_BYTES = 64 << 20;
const CENTRAL_HEADER_BYTES = 46;

export interface StoredEntry extends EntryFacts {
  readonly content: ByteSource;
}

export const ContainerFault = {
  /** No end record where the file ends: it was cut short, or something was appended. */
  end: 'end',
  /** The directory isn't in its one form. */
  directory: 'directory',
  /** The header before an entry isn't the one that the directory calls for, or there is room between two entries. */
  entry: 'entry',
} as const;
export type ContainerFault = (typeof ContainerFault)[keyof typeof ContainerFault];

export interface ContainerProblem {
  readonly fault: ContainerFault;
  /** Where in the file. */
  readonly offset: number;
  /** The entry that is concerned, where it is one. */
  readonly name: string | null;
}

export interface ContainerReport {
  /** Those whose place is beyond doubt. */
  readonly entries: readonly StoredEntry[];
  readonly problems: readonly ContainerProblem[];
}

/**
 * Reads a container and holds its structure, byte by byte, against the one form in which such a thing is written: whatever could be told in two ways, or could
 * hide beside the entries, is a problem. What the entries hold is not read.
 */
export async function readContainer(source: ByteSource): Promise<ContainerReport> {
  const end = await readEnd(source);
  if (end === null) return failed(ContainerFault.end, Math.max(0, source.sizeBytes - END_BYTES));

  const directory = await source.read(end.directoryOffset, end.directoryOffset + end.directoryBytes);
  const entries = parseDirectory(directory, end.entries);
  if (entries === null) return failed(ContainerFault.directory, end.directoryOffset);
  const rewritten = concatBytes(...entries.map(centralHeader));
  if (!sameBytes(rewritten, directory))
    return failed(ContainerFault.directory, end.directoryOffset + firstDifference(rewritten, directory));

  const stored: StoredEntry[] = [];
  const problems: ContainerProblem[] = [];
  const names = new Set<string>();
  let offset = 0;
  for (const facts of entries) {
    const header = localHeader({ ...facts, offset });
    const [from, to] = [offset + header.length, offset + header.length + facts.sizeBytes];
    if (facts.offset !== offset || to > end.directoryOffset || names.has(facts.name) || !isContainerName(facts.name)) {
      return {
        entries: stored,
        problems: [...problems, { fault: ContainerFault.directory, offset: end.directoryOffset, name: facts.name }],
      };
    }
    if (!sameBytes(await source.read(offset, from), header)) problems.push({ fault: ContainerFault.entry, offset, name: facts.name });
    stored.push({ ...facts, content: stretchOf(source, from, to) });
    names.add(facts.name);
    offset = to;
  }
  if (offset !== end.directoryOffset) problems.push({ fault: ContainerFault.entry, offset, name: null });
  return { entries: stored, problems };
}

const failed = (fault: ContainerFault, offset: number): ContainerReport => ({ entries: [], problems: [{ fault, offset, name: null }] });

interface End {
  readonly entries: number;
  readonly directoryBytes: number;
  readonly directoryOffset: number;
}

/** The end records, if they are exactly those that this many entries in such a directory call for. */
async function readEnd(source: ByteSource): Promise<End | null> {
  const plain = await endWith(source, END_BYTES, (view) => ({
    entries: view.getUint16(10, true),
    directoryBytes: view.getUint32(12, true),
    directoryOffset: view.getUint32(16, true),
  }));
  return (
    plain ??
    (await endWith(source, ZIP64_END_BYTES + ZIP64_LOCATOR_BYTES + END_BYTES, (view) => ({
      entries: Number(view.getBigUint64(24, true)),
      directoryBytes: Number(view.getBigUint64(40, true)),
      directoryOffset: Number(view.getBigUint64(48, true)),
    })))
  );
}

async function endWith(source: ByteSource, length: number, parse: (view: DataView) => End): Promise<End | null> {
  const { sizeBytes } = source;
  if (sizeBytes < length) return null;
  const bytes = Uint8Array.from(await source.read(sizeBytes - length, sizeBytes));
  const end = parse(new DataView(bytes.buffer));
  const { entries, directoryBytes, directoryOffset } = end;
  if (entries > MAX_ENTRIES || directoryBytes > MAX_DIRECTORY_BYTES || directoryOffset + directoryBytes + length !== sizeBytes) return null;
  return sameBytes(endRecords(entries, directoryBytes, directoryOffset), bytes) ? end : null;
}

/** What the directory says, as far as it can be read at all; whether it says so in its one form is for the caller. */
function parseDirectory(bytes: Uint8Array, count: number): EntryFacts[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: EntryFacts[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_HEADER_BYTES > bytes.length) return null;
    const [nameBytes, extraBytes] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true)];
    const [sizeHere, offsetHere] = [view.getUint32(at + 24, true), view.getUint32(at + 42, true)];
    const nameAt = at + CENTRAL_HEADER_BYTES;
    const next = nameAt + nameBytes + extraBytes;
    if (next > bytes.length) return null;
    let largeAt = nameAt + nameBytes + 4;
    const large = (steps: number): number => {
      largeAt += 8 * steps;
      return largeAt <= next ? Number(view.getBigUint64(largeAt - 8, true)) : 0;
    };
    const sizeBytes = sizeHere === 0xffff_ffff ? large(2) : sizeHere;
    const offset = offsetHere === 0xffff_ffff ? large(1) : offsetHere;
    const name = new TextDecoder().decode(bytes.subarray(nameAt, nameAt + nameBytes));
    entries.push({ name, sizeBytes, crc32: view.getUint32(at + 16, true), offset });
    at = next;
  }
  return at === bytes.length ? entries : null;
}

function firstDifference(one: Uint8Array, other: Uint8Array): number {
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return at < 0 ? Math.min(one.length, other.length) : at;
}

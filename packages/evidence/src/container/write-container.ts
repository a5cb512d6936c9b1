import { concatBytes } from '@noble/hashes/utils.js';
import { blocksOf, type ByteSource, passingBlocksOf } from './byte-source.ts';
import { isContainerName } from './container-name.ts';
import { crc32 } from './crc32.ts';
import { centralHeader, endRecords, type EntryFacts, localHeader } from './zip-records.ts';

export interface ContainerEntry {
  readonly name: string;
  readonly content: ByteSource;
  /** Where it is known; else the content is read twice, since its checksum stands before it. */
  readonly crc32?: number;
}

/**
 * A container in its one form, piece by piece: the same entries always give the same bytes.
 * Throws RangeError on a name that is none, or that stands twice.
 */
export async function* writeContainer(entries: readonly ContainerEntry[]): AsyncGenerator<Uint8Array> {
  const written: EntryFacts[] = [];
  const names = new Set<string>();
  let offset = 0;
  for (const { name, content, crc32: known } of entries) {
    if (!isContainerName(name) || names.has(name)) throw new RangeError(`Not the name of an entry, or there twice: ${name}`);
    const facts = { name, sizeBytes: content.sizeBytes, crc32: known ?? (await crcOf(content)), offset };
    const header = localHeader(facts);
    yield header;
    yield* blocksOf(content);
    written.push(facts);
    names.add(name);
    offset += header.length + content.sizeBytes;
  }
  const directory = concatBytes(...written.map(centralHeader));
  yield directory;
  yield endRecords(written.length, directory.length, offset);
}

export async function crcOf(content: ByteSource): Promise<number> {
  let crc = 0;
  for await (const block of passingBlocksOf(content)) crc = crc32(block, crc);
  return crc;
}

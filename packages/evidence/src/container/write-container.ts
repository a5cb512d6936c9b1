import { concatBytes } from '@noble/hashes/utils.js';
import { blocksOf, type ByteSource, passingBlocksOf } from './byte-source.ts';
import { isContainerName } from './container-name.ts';
import { crc32 } from './crc32.ts';
import { centralHeader, endRecords, type EntryFacts, localHeader } from './zip-records.ts';

export interface ContainerEntry {
  readonly name: string;
  readonly content: ByteSource;
}

/**
 * A container in its one form, piece by piece: the same entries always give the same bytes. Every content is read twice, since its checksum stands before it.
 * Throws RangeError on a name that is none, or that stands twice.
 */
export async function* writeContainer(entries: readonly ContainerEntry[]): AsyncGenerator<Uint8Array> {
  const written: EntryFacts[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    if (!isContainerName(name) || written.some((one) => one.name === name))
      throw new RangeError(`Not the name of an entry, or there twice: ${name}`);
    const facts = { name, sizeBytes: content.sizeBytes, crc32: await crcOf(content), offset };
    const header = localHeader(facts);
    yield header;
    yield* blocksOf(content);
    written.push(facts);
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

import { concatBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ByteSource, memorySource } from './byte-source.ts';
import { isContainerName } from './container-name.ts';
import { crc32 } from './crc32.ts';
import { ContainerFault, readContainer } from './read-container.ts';
import { type ContainerEntry, crcOf, writeContainer } from './write-container.ts';
import { centralHeader, endRecords, type EntryFacts, localHeader } from './zip-records.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const entry = (name: string, content: Uint8Array): ContainerEntry => ({ name, content: memorySource(content) });
const entries = [
  entry('mimetype', text('application/vnd.etsi.asic-e+zip')),
  entry(
    'META-INF/signature.p7s',
    Uint8Array.from({ length: 700 }, (_, at) => at % 251),
  ),
  entry('empty', new Uint8Array()),
  entry('manifest.json', text('{"was":"said"}')),
];

async function written(what: readonly ContainerEntry[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeContainer(what)) pieces.push(piece);
  return concatBytes(...pieces);
}

describe('a checksum', () => {
  it('is that of zlib, in one piece or in several', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
        expect(crc32(bytes)).toBe(zlibCrc32(bytes));
        expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(zlibCrc32(bytes));
      }),
    );
  });
});

describe('a container', () => {
  it('is read by other software', async () => {
    const files = unzipSync(await written(entries));
    expect(Object.keys(files)).toEqual(entries.map(({ name }) => name));
    for (const { name, content } of entries) expect(files[name]).toEqual(await content.read(0, content.sizeBytes));
  });

  it('gives back what was put in, in its order', async () => {
    const { entries: read, problems } = await readContainer(memorySource(await written(entries)));
    expect(problems).toEqual([]);
    expect(read.map(({ name }) => name)).toEqual(entries.map(({ name }) => name));
    for (const [index, { content, crc32: crc }] of read.entries()) {
      expect(await content.read(0, content.sizeBytes)).toEqual(await entries[index]?.content.read(0, content.sizeBytes));
      expect(await crcOf(content)).toBe(crc);
    }
  });

  it('shows every bit that changed, in its structure or in what it holds', async () => {
    const bytes = await written(entries);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      const report = await readContainer(memorySource(changed));
      const wrong = await Promise.all(report.entries.map(async ({ content, crc32: crc }) => (await crcOf(content)) !== crc));
      expect(report.problems.length > 0 || wrong.includes(true), `byte ${at}`).toBe(true);
    }
  });

  it('that was cut short, continued, or has room between its entries is refused', async () => {
    const bytes = await written(entries);
    const problemsOf = async (changed: Uint8Array) => (await readContainer(memorySource(changed))).problems.map(({ fault }) => fault);
    expect(await problemsOf(bytes.subarray(0, -1))).toEqual([ContainerFault.end]);
    expect(await problemsOf(concatBytes(bytes, text('more')))).toEqual([ContainerFault.end]);
    expect(await problemsOf(new Uint8Array())).toEqual([ContainerFault.end]);
    expect(await problemsOf(concatBytes(text('before'), bytes))).toEqual([ContainerFault.end]);

    const facts: EntryFacts = { name: 'a', sizeBytes: 1, crc32: crc32(text('x')), offset: 0 };
    const directory = centralHeader(facts);
    const body = concatBytes(localHeader(facts), text('x'), text('hidden'));
    expect(await problemsOf(concatBytes(body, directory, endRecords(1, directory.length, body.length)))).toEqual([ContainerFault.entry]);
  });

  it('doesn’t take a name twice, nor one that leads elsewhere', async () => {
    await expect(written([entry('a', text('1')), entry('a', text('2'))])).rejects.toThrow(RangeError);
    for (const name of ['../a', '/a', 'a//b', '.hidden', 'a/../b', 'a b', '', 'a\\b', 'é', 'a/']) {
      expect(isContainerName(name), name).toBe(false);
      await expect(written([entry(name, text('1'))])).rejects.toThrow(RangeError);
    }
    const facts = { sizeBytes: 0, crc32: 0 };
    const two = [0, localHeader({ ...facts, name: 'a', offset: 0 }).length].map((offset) => ({ ...facts, name: 'a', offset }));
    const directory = concatBytes(...two.map(centralHeader));
    const body = concatBytes(...two.map(localHeader));
    const forged = concatBytes(body, directory, endRecords(2, directory.length, body.length));
    expect((await readContainer(memorySource(forged))).problems.map(({ fault }) => fault)).toEqual([ContainerFault.directory]);
  });

  it('may be larger than 4 GB, and hold entries that are', async () => {
    const sizeBytes = 5 * 2 ** 30;
    const first = { name: 'long.mkv', sizeBytes, crc32: 1, offset: 0 };
    const header = localHeader(first);
    const second = { name: 'after', sizeBytes: 0, crc32: 0, offset: header.length + sizeBytes };
    const directory = concatBytes(centralHeader(first), centralHeader(second));
    const after = concatBytes(localHeader(second), directory, endRecords(2, directory.length, second.offset + localHeader(second).length));
    const source = sparse(header, sizeBytes, after);
    const { entries: read, problems } = await readContainer(source);
    expect(problems).toEqual([]);
    expect(read.map(({ name, offset, content }) => [name, offset, content.sizeBytes])).toEqual([
      ['long.mkv', 0, sizeBytes],
      ['after', second.offset, 0],
    ]);
  });
});

/** A file with `zeros` bytes of nothing between its beginning and its end. */
function sparse(begin: Uint8Array, zeros: number, end: Uint8Array): ByteSource {
  const endsAt = begin.length + zeros;
  return {
    sizeBytes: endsAt + end.length,
    read: async (from, to) =>
      Uint8Array.from({ length: to - from }, (_, index) => {
        const at = from + index;
        if (at < begin.length) return begin[at] ?? 0;
        return at < endsAt ? 0 : (end[at - endsAt] ?? 0);
      }),
  };
}

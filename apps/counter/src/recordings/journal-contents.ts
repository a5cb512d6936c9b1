import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';
import { parseSeal, splitSeal } from '@guichet/evidence';
import { Sha256Hex } from '@guichet/protocol';
import type { JournalSource } from '@guichet/recording';
import { z } from 'zod';

const Size = z.number().int().nonnegative();
const Checksums = z.object({ sizeBytes: Size, sha256: Sha256Hex, crc32: z.number().int().nonnegative() });
export type Checksums = z.infer<typeof Checksums>;

/** What the store holds of a journal, as it was read when the recording's files were made. `head`: of a chunk that has a seal. */
export const JournalObjects = z.array(Checksums.extend({ name: z.string().max(64), head: Sha256Hex.nullable() }));
export type JournalObjects = z.infer<typeof JournalObjects>;
export const MediaContents = Checksums;

const OF_JOURNAL = /^(journal\.json|epoch-\d{6,10}\.json|\d{6,10}\.chunk)$/;

/** What of a journal's folder goes into a package, in its order: who it is, under which keys, and the chunks. */
export const journalNames = (names: readonly string[]): readonly string[] =>
  names.filter((name) => OF_JOURNAL.test(name)).toSorted((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));

const rank = (name: string): number => (name === 'journal.json' ? 0 : name.startsWith('epoch-') ? 1 : 2);

export const checksumsOf = (bytes: Uint8Array): Checksums => ({
  sizeBytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  crc32: crc32(bytes),
});

export async function checksumsOfFile(path: string): Promise<Checksums> {
  const hash = createHash('sha256');
  let [crc, sizeBytes] = [0, 0];
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const bytes = piece as Buffer;
    hash.update(bytes);
    crc = crc32(bytes, crc);
    sizeBytes += bytes.length;
  }
  return { sizeBytes, sha256: hash.digest('hex'), crc32: crc };
}

/** A journal's source that notes what it hands over: whoever reads a journal through, has it fingerprinted on the way. */
export class NotingSource implements JournalSource {
  readonly name: string;
  readonly #source: JournalSource;
  readonly #seen = new Map<string, JournalObjects[number]>();

  constructor(source: JournalSource) {
    this.#source = source;
    this.name = source.name;
  }

  list(): Promise<readonly string[]> {
    return this.#source.list();
  }

  async read(name: string, maxBytes: number): Promise<Buffer> {
    const bytes = await this.#source.read(name, maxBytes);
    if (OF_JOURNAL.test(name) && !this.#seen.has(name)) this.#seen.set(name, { name, ...checksumsOf(bytes), head: headOf(name, bytes) });
    return bytes;
  }

  /** Everything that was read so far, in the order of a package. */
  get seen(): JournalObjects {
    return journalNames([...this.#seen.keys()]).flatMap((name) => this.#seen.get(name) ?? []);
  }
}

/** A journal as it was when these were noted. */
export function onlyThese(source: JournalSource, noted: JournalObjects): JournalSource {
  const names = new Set(noted.map(({ name }) => name));
  return { ...source, list: async () => (await source.list()).filter((name) => names.has(name)) };
}

function headOf(name: string, bytes: Buffer): string | null {
  const { sealJson } = name.endsWith('.chunk') ? splitSeal(bytes) : { sealJson: null };
  return sealJson === null ? null : (parseSeal(sealJson)?.head ?? null);
}

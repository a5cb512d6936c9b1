import { memorySource } from '../container/byte-source.ts';
import { readContainer, type StoredEntry } from '../container/read-container.ts';
import { Name } from '../sealing/package-layout.ts';

export interface BitFlip {
  readonly at: number;
  /** Entry whose content was changed; null: the structure of the container. */
  readonly name: string | null;
  readonly bytes: Uint8Array;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly name: string | null;
}

/** What a small package of the kit is made of; the chunks are those of a recording of four. */
const STRATA: Readonly<Record<string, ((name: string) => boolean) | null>> = {
  'the container’s structure': null,
  'the manifest': (name) => name === Name.manifest,
  'the signed list': (name) => name === Name.signedList,
  'the signature': (name) => name === Name.signature,
  'the time-stamp': (name) => name === Name.timeStamp(1) || name === Name.stampedList(1),
  'the proof of the log of seals': (name) => name === Name.logProof,
  'the event log': (name) => name === 'events.ndjson',
  'the heads': (name) => name === 'heads.json',
  'a document': (name) => name === 'documents/contract.pdf',
  'the journal’s header': (name) => name.endsWith('journal.json'),
  ...Object.fromEntries([1, 2, 3, 4].map((seq) => [`chunk ${seq}`, (name: string) => name.endsWith(`${seq}.chunk`)])),
};
export const STRATUM_NAMES = Object.keys(STRATA);

/** The same changes for the same seed, each of one bit. */
export class BitFlips {
  readonly #bytes: Uint8Array;
  readonly #entries: readonly StoredEntry[];
  readonly #seed: number;

  static async of(bytes: Uint8Array, seed: number): Promise<BitFlips> {
    return new BitFlips(bytes, (await readContainer(memorySource(bytes))).entries, seed);
  }

  private constructor(bytes: Uint8Array, entries: readonly StoredEntry[], seed: number) {
    this.#bytes = bytes;
    this.#entries = entries;
    this.#seed = seed;
  }

  /** So many, anywhere in a stratum. Throws where a package has nothing of it. */
  *in(stratum: string, count: number): Iterable<BitFlip> {
    const random = randomFrom(this.#seed);
    const is = STRATA[stratum];
    const contents = this.#entries.map((entry, index) => this.#contentOf(entry, index));
    const spans = is == null ? this.#structure(contents) : contents.filter(({ name }) => name !== null && is(name));
    const size = spans.reduce((sum, { from, to }) => sum + to - from, 0);
    if (size === 0) throw new Error(`Nothing is ${stratum}`);
    for (let flip = 0; flip < count; flip++) {
      let left = Math.floor(random() * size);
      const span = spans.find(({ from, to }) => (left < to - from ? true : ((left -= to - from), false))) as Span;
      const at = span.from + left;
      const bytes = Uint8Array.from(this.#bytes);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      yield { at, name: span.name, bytes };
    }
  }

  #contentOf({ name, offset, content }: StoredEntry, index: number): Span {
    const end = this.#entries[index + 1]?.offset ?? offset + headerBytes(name) + content.sizeBytes;
    return { from: end - content.sizeBytes, to: end, name };
  }

  #structure(contents: readonly Span[]): readonly Span[] {
    const headers = contents.map(({ from }, index) => ({ from: contents[index - 1]?.to ?? 0, to: from, name: null }));
    return [...headers, { from: contents.at(-1)?.to ?? 0, to: this.#bytes.length, name: null }];
  }
}

/** Local header of 30 bytes and the name; these packages are far below what needs more (APPNOTE 4.3.7). */
const headerBytes = (name: string): number => 30 + Buffer.byteLength(name);

/** mulberry32: the same places for the same seed. */
export function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

import { randomBytes, randomInt } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../container/byte-source.ts';
import { readContainer, type StoredEntry } from '../container/read-container.ts';
import { Name } from '../sealing/package-layout.ts';
import { PackageKit, type PackageParts, receiptOf, SEALED_AT_MS } from '../testing/package-kit.ts';
import type { Finding, VerificationReport } from './report.ts';
import { Verdict } from './report.ts';
import { findingText } from './texts.ts';
import { verifyPackage } from './verify-package.ts';

/** In each stratum. */
const FLIPS = 100;
const seed = Number(process.env['TAMPER_SEED'] ?? randomInt(2 ** 31));
const kit = new PackageKit();
let session: PackageParts;
let bytes: Uint8Array;
let entries: readonly StoredEntry[];

beforeAll(async () => {
  session = await kit.session({ chunks: 4, chunkBytes: 400 });
  bytes = await kit.package(session);
  ({ entries } = await readContainer(memorySource(bytes)));
  console.info(`tampering with seed ${seed} (TAMPER_SEED repeats it)`);
});
afterAll(() => kit.close());

const verify = (container: Uint8Array): Promise<VerificationReport> =>
  verifyPackage(memorySource(container), { trust: kit.trust, receipt: receiptOf(session), nowMs: SEALED_AT_MS + 60_000 });
const findingsOf = ({ checks }: VerificationReport): readonly Finding[] => checks.flatMap(({ findings }) => findings);

/** mulberry32: the same places for the same seed. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
  /** Whose content it is; null for the structure of the container. */
  readonly name: string | null;
}

const contentOf = ({ name, offset, content }: StoredEntry, index: number): Span => {
  const end = entries[index + 1]?.offset ?? offset + headerBytes(name) + content.sizeBytes;
  return { from: end - content.sizeBytes, to: end, name };
};
/** Local header of 30 bytes and the name; these packages are far below what needs more (APPNOTE 4.3.7). */
const headerBytes = (name: string): number => 30 + Buffer.byteLength(name);
const spansOf = (is: (name: string) => boolean): Span[] => entries.map(contentOf).filter(({ name }) => name !== null && is(name));

function structure(): Span[] {
  const contents = entries.map(contentOf);
  const headers = contents.map(({ from }, index) => ({ from: contents[index - 1]?.to ?? 0, to: from, name: null }));
  return [...headers, { from: contents.at(-1)?.to ?? 0, to: bytes.length, name: null }];
}

const trackChunks = (seq: number): Span[] => spansOf((name) => name.endsWith(`${seq}.chunk`));
const STRATA: readonly (readonly [string, () => Span[]])[] = [
  ['the container’s structure', structure],
  ['the manifest', () => spansOf((name) => name === Name.manifest)],
  ['the signed list', () => spansOf((name) => name === Name.signedList)],
  ['the signature', () => spansOf((name) => name === Name.signature)],
  ['the time-stamp', () => spansOf((name) => name === Name.timeStamp(1) || name === Name.stampedList(1))],
  ['the proof of the log of seals', () => spansOf((name) => name === Name.logProof)],
  ['the event log', () => spansOf((name) => name === 'events.ndjson')],
  ['the heads', () => spansOf((name) => name === 'heads.json')],
  ['a document', () => spansOf((name) => name === 'documents/contract.pdf')],
  ['the journal’s header', () => spansOf((name) => name.endsWith('journal.json'))],
  ...[1, 2, 3, 4].map((seq) => [`chunk ${seq}`, () => trackChunks(seq)] as const),
];

describe.each(STRATA)('a bit changed in %s', (_what, spans) => {
  it(`is found and located, ${FLIPS} times of ${FLIPS}`, { timeout: 60_000 }, async () => {
    const random = randomFrom(seed);
    const places = spans();
    const size = places.reduce((sum, { from, to }) => sum + to - from, 0);
    expect(size).toBeGreaterThan(0);
    for (let flip = 0; flip < FLIPS; flip++) {
      let left = Math.floor(random() * size);
      const place = places.find(({ from, to }) => (left < to - from ? true : ((left -= to - from), false))) as Span;
      const at = place.from + left;
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      const report = await verify(changed);
      const found = findingsOf(report);
      expect(report.verdict, `byte ${at}, seed ${seed}`).toBe(Verdict.notGenuine);
      const named =
        place.name === null
          ? found.some(({ offset, path }) => offset !== undefined || path !== undefined)
          : found.some(({ path }) => path === place.name);
      expect(named, `byte ${at} of ${place.name}, seed ${seed}: ${found.map((one) => findingText(one).en).join('; ')}`).toBe(true);
    }
  });
});

describe('a file that was', () => {
  it('cut short anywhere, or made longer, is found', { timeout: 60_000 }, async () => {
    const random = randomFrom(seed);
    for (let cut = 0; cut < 20; cut++) {
      const report = await verify(bytes.subarray(0, Math.floor(random() * bytes.length)));
      expect(report.verdict).toBe(Verdict.notGenuine);
    }
    for (const more of [Uint8Array.of(0), randomBytes(1_000), bytes])
      expect((await verify(concatBytes(bytes, more))).verdict).toBe(Verdict.notGenuine);
  });
});

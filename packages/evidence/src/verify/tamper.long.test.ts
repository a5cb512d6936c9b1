import { randomBytes, randomInt } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../container/byte-source.ts';
import { BitFlips, randomFrom, STRATUM_NAMES } from '../testing/bit-flips.ts';
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

beforeAll(async () => {
  session = await kit.session({ chunks: 4, chunkBytes: 400 });
  bytes = await kit.package(session);
  console.info(`tampering with seed ${seed} (TAMPER_SEED repeats it)`);
});
afterAll(() => kit.close());

const verify = (container: Uint8Array): Promise<VerificationReport> =>
  verifyPackage(memorySource(container), { trust: kit.trust, receipt: receiptOf(session), nowMs: SEALED_AT_MS + 60_000 });
const findingsOf = ({ checks }: VerificationReport): readonly Finding[] => checks.flatMap(({ findings }) => findings);

describe.each(STRATUM_NAMES)('a bit changed in %s', (stratum) => {
  it(`is found and located, ${FLIPS} times of ${FLIPS}`, { timeout: 60_000 }, async () => {
    for (const { at, name, bytes: changed } of (await BitFlips.of(bytes, seed)).in(stratum, FLIPS)) {
      const report = await verify(changed);
      const found = findingsOf(report);
      expect(report.verdict, `byte ${at}, seed ${seed}`).toBe(Verdict.notGenuine);
      const named =
        name === null
          ? found.some(({ offset, path }) => offset !== undefined || path !== undefined)
          : found.some(({ path }) => path === name);
      expect(named, `byte ${at} of ${name}, seed ${seed}: ${found.map((one) => findingText(one).en).join('; ')}`).toBe(true);
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

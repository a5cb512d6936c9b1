import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../canonical-json.ts';
import { parseSeal, splitSeal } from '../chunk-seal-tail.ts';
import { SignatureAlgorithm } from '../cms/signature-algorithm.ts';
import { memorySource } from '../container/byte-source.ts';
import { readContainer } from '../container/read-container.ts';
import { completeManifest, type Manifest } from '../manifest/manifest.ts';
import { Name } from '../sealing/package-layout.ts';
import { Openssl } from '../testing/openssl.ts';
import { filesOf, logOf, PackageKit, type PackageParts, receiptOf, SEALED_AT_MS } from '../testing/package-kit.ts';
import type { Receipt } from '../receipt.ts';
import { CheckId, Outcome, type VerificationReport, Verdict } from './report.ts';
import { verifyPackage } from './verify-package.ts';

const NOW_MS = SEALED_AT_MS + 86_400_000;
const kit = new PackageKit();
afterAll(() => kit.close());

let session: PackageParts;
let other: PackageParts;
let bytes: Uint8Array;
beforeAll(async () => {
  [session, other] = [await kit.session(), await kit.session()];
  bytes = await kit.package(session);
});

const verify = (container: Uint8Array, receipt: Receipt | null = null, trust = kit.trust) =>
  verifyPackage(memorySource(container), { trust, receipt, nowMs: NOW_MS });

function failedChecks({ checks }: VerificationReport): readonly CheckId[] {
  return checks.filter(({ outcome }) => outcome === Outcome.fail).map(({ id }) => id);
}

const findingsOf = ({ checks }: VerificationReport) => checks.flatMap(({ findings }) => findings);

/** The session with one of its files replaced or left out, and everything above it made to fit, as its owner could. */
async function resealed(change: (files: Map<string, Uint8Array>) => void, manifest: Partial<Manifest> = {}): Promise<Uint8Array> {
  const files = new Map(session.files);
  change(files);
  const { format: _format, root: _root, ...rest } = session.manifest;
  return kit.package({ files, manifest: await completeManifest({ ...rest, ...manifest, files: filesOf(files) }) });
}

const chunkPath = (seq: number): string => Array.from(session.files.keys()).find((path) => path.endsWith(`${seq}.chunk`)) ?? '';

describe('an untouched package', () => {
  it('is genuine for whoever trusts its signer, down to the customer’s receipt', async () => {
    const report = await verify(bytes, receiptOf(session));
    expect(failedChecks(report)).toEqual([]);
    expect(report.verdict).toBe(Verdict.genuine);
    expect(report.checks.map(({ outcome }) => outcome)).toEqual(Object.values(CheckId).map(() => Outcome.pass));
  });

  it('is genuine without the values that open commitments: they may be erased', async () => {
    const values = { path: 'values.json', kind: 'values' as const };
    const files = new Map([...session.files, [values.path, utf8ToBytes('{}')] as const]);
    const listed = filesOf(files).map((file) => (file.path === values.path ? { ...file, kind: values.kind } : file));
    const { format: _format, root: _root, ...rest } = session.manifest;
    const parts = { files, manifest: await completeManifest({ ...rest, files: listed }) };
    expect((await verify(await kit.package(parts))).verdict).toBe(Verdict.genuine);
    const erased = await verify(await kit.package(parts, kit.seal, (path) => path === values.path));
    expect(erased.verdict).toBe(Verdict.genuine);
    expect(erased.checks.find(({ id }) => id === CheckId.files)?.facts).toMatchObject({ leftOut: 1 });
    const lost = await verify(await kit.package(parts, kit.seal, (path) => path === 'documents/contract.pdf'));
    expect(findingsOf(lost)).toContainEqual(expect.objectContaining({ fault: 'missing', path: 'documents/contract.pdf' }));
  });

  it('is unconfirmed for whoever trusts nobody', async () => {
    const report = await verify(bytes, null, { certificates: [], log: null });
    expect(report.verdict).toBe(Verdict.unconfirmed);
    expect(failedChecks(report)).toEqual([]);
  });

  it('is verified by plain openssl: the signature, and the time-stamp', async () => {
    const { entries } = await readContainer(memorySource(bytes));
    for (const { name, content } of entries.slice(0, 5))
      kit.openssl.write(name.replaceAll('/', '_'), await content.read(0, content.sizeBytes));
    const flat = (name: string) => name.replaceAll('/', '_');
    const cms = kit.openssl.run(
      'cms',
      '-verify',
      '-binary',
      '-inform',
      'DER',
      '-in',
      flat(Name.signature),
      '-content',
      flat(Name.signedList),
      '-CAfile',
      'root.pem',
      '-purpose',
      'any',
      '-out',
      'list',
    );
    expect(cms, cms.text).toMatchObject({ exitCode: 0 });
    const ts = kit.openssl.run(
      'ts',
      '-verify',
      '-token_in',
      '-in',
      flat(Name.timeStamp(1)),
      '-data',
      flat(Name.stampedList(1)),
      '-CAfile',
      'root.pem',
    );
    expect(ts, ts.text).toMatchObject({ exitCode: 0 });
  });

  it('tells how far it has got', async () => {
    const seen: number[] = [];
    await verifyPackage(memorySource(bytes), { trust: kit.trust, nowMs: NOW_MS, onProgress: (done, total) => seen.push(done / total) });
    expect(seen).toEqual(seen.toSorted((one, next) => one - next));
    expect(seen.at(-1)).toBe(1);
  });
});

describe('a package in which a bit changed', () => {
  it('is not genuine, and the place is named: in the container, the manifest, the signatures, the log, a chunk', async () => {
    const { entries } = await readContainer(memorySource(bytes));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        const report = await verify(changed);
        expect(report.verdict).toBe(Verdict.notGenuine);
        const inside = entries.find(
          ({ content, offset }, index) => at >= offset && at < (entries[index + 1]?.offset ?? offset + content.sizeBytes),
        );
        const named = findingsOf(report).some(({ path, offset }) => path === inside?.name || (offset ?? -1) >= 0);
        expect(named, `byte ${at}, in ${inside?.name}`).toBe(true);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('whose contents cannot be read is told so: of files that nothing lists it is not said that they are whole', async () => {
    const { checks } = await verify(bytes.with(bytes.length - 3, 7) as Uint8Array<ArrayBuffer>);
    const outcomes = new Map(checks.map(({ id, outcome }) => [id, outcome]));
    expect(outcomes.get(CheckId.container)).toBe(Outcome.fail);
    expect(outcomes.get(CheckId.files)).toBe(Outcome.notEvaluated);
  });
});

describe('a package that its owner made anew', () => {
  it('with a chunk changed is found by the chunk’s seal', async () => {
    const path = chunkPath(3);
    const report = await verify(
      await resealed((files) =>
        files.set(
          path,
          Uint8Array.from(files.get(path) ?? [], (byte, at) => (at === 10 ? byte ^ 1 : byte)),
        ),
      ),
    );
    expect(failedChecks(report)).toEqual([CheckId.recordings]);
    expect(findingsOf(report)).toEqual([
      expect.objectContaining({ fault: 'content', path, chunk: 3, fromMs: expect.any(Number), toMs: expect.any(Number) }),
    ]);
  });

  it('without a chunk, or with two in each other’s place, is found by the chain', async () => {
    const dropped = await verify(await resealed((files) => files.delete(chunkPath(2))));
    expect(findingsOf(dropped)).toContainEqual(expect.objectContaining({ fault: 'missing', chunk: 2 }));

    const swapped = await verify(
      await resealed((files) => {
        const [second, third] = [files.get(chunkPath(2)), files.get(chunkPath(3))];
        if (second && third) files.set(chunkPath(2), third).set(chunkPath(3), second);
      }),
    );
    expect(findingsOf(swapped)).toContainEqual(expect.objectContaining({ fault: 'order', chunk: 2 }));
  });

  it('with its end cut off is found by what the manifest says, or by the customer’s receipt', async () => {
    const cut = (files: Map<string, Uint8Array>): unknown => files.delete(chunkPath(6));
    expect(findingsOf(await verify(await resealed(cut)))).toContainEqual(expect.objectContaining({ fault: 'end', chunk: 5 }));

    const [recording] = session.manifest.recordings;
    if (!recording) throw new Error('Nothing was recorded');
    const lastHead = parseSeal(splitSeal(session.files.get(chunkPath(5)) ?? new Uint8Array()).sealJson ?? '')?.head ?? '';
    const fitting = await resealed(cut, { recordings: [{ ...recording, chunks: 5, lastHead }] });
    expect((await verify(fitting)).verdict).toBe(Verdict.genuine);
    expect(findingsOf(await verify(fitting, receiptOf(session)))).toEqual([expect.objectContaining({ fault: 'head', chunk: 6 })]);
  });

  it('with another recording’s chunk is found', async () => {
    const theirs = Array.from(other.files).find(([path]) => path.endsWith('000004.chunk'));
    const report = await verify(await resealed((files) => theirs && files.set(chunkPath(4), theirs[1])));
    expect(findingsOf(report)).toContainEqual(expect.objectContaining({ fault: 'foreign', chunk: 4 }));
  });

  it('with an event changed is found by the chain, and with all of its history rewritten by the receipt', async () => {
    const lines = new TextDecoder().decode(session.files.get('events.ndjson')).split('\n');
    const changed = lines.with(4, (lines[4] ?? '').replace('"en"', '"zh-CN"')).join('\n');
    expect(findingsOf(await verify(await resealed((files) => files.set('events.ndjson', utf8ToBytes(changed)))))).toEqual([
      expect.objectContaining({ fault: 'hash', event: 5 }),
    ]);

    const rewritten = logOf(session.manifest.sessionId, 'zh-CN');
    const log = { ...session.manifest.log, lastHash: rewritten.at(-1)?.hash ?? '' };
    const rewrite = (files: Map<string, Uint8Array>): unknown =>
      files.set('events.ndjson', utf8ToBytes(rewritten.map((event) => `${canonicalJson(event)}\n`).join('')));
    const withOwnHeads = await verify(await resealed(rewrite, { log }));
    expect(failedChecks(withOwnHeads)).toEqual([CheckId.heads]);
    const forged = await resealed(
      (files) => {
        rewrite(files);
        files.delete('heads.json');
      },
      { log },
    );
    expect((await verify(forged)).verdict).toBe(Verdict.genuine);
    expect(findingsOf(await verify(forged, receiptOf(session))).map(({ event }) => event)).toEqual([5, 5, 10, 12]);
  });

  it('and dated back is found by the time-stamp', async () => {
    const report = await verify(await resealed(() => undefined, { sealedAtMs: SEALED_AT_MS + 3_600_000 }));
    expect(findingsOf(report)).toEqual([expect.objectContaining({ fault: 'before_seal', path: Name.timeStamp(1) })]);
  });
});

describe('a package of somebody else', () => {
  it('signed with a key that the reader doesn’t trust is not genuine', async () => {
    const stranger = new Openssl();
    const signer = stranger.signer('seal', SignatureAlgorithm.ecdsa, ['keyUsage=critical,digitalSignature']);
    const report = await verify(await kit.package(session, signer));
    stranger.close();
    expect(failedChecks(report)).toEqual([CheckId.signer]);
    expect(report.verdict).toBe(Verdict.notGenuine);
  });

  it('with an entry more than the manifest calls for, or files of another order, is refused', async () => {
    const files = new Map([...session.files, ['extra.txt', utf8ToBytes('hidden')] as const]);
    const listed = await kit.package({ files, manifest: { ...session.manifest, files: filesOf(files) } });
    expect(failedChecks(await verify(listed))).toContain(CheckId.manifest);
    const reversed = new Map(Array.from(session.files).toReversed());
    const reordered = await kit.package({ files: reversed, manifest: { ...session.manifest, files: filesOf(reversed) } });
    expect(failedChecks(await verify(reordered))).toContain(CheckId.manifest);
  });

  it('that is no package at all is not genuine, whatever it is', async () => {
    for (const nothing of [new Uint8Array(), utf8ToBytes('no package'), bytes.subarray(0, bytes.length / 2), concatBytes(bytes, bytes)]) {
      expect((await verify(nothing)).verdict).toBe(Verdict.notGenuine);
    }
  });

  it('with another session’s receipt is not genuine', async () => {
    expect(failedChecks(await verify(bytes, receiptOf(other)))).toEqual([CheckId.receipt]);
  });
});

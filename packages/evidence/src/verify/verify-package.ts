import type { Certificate } from 'pkijs';
import type { ByteSource } from '../container/byte-source.ts';
import { readContainer } from '../container/read-container.ts';
import { FileKind, type Manifest, parseManifest, rootOfFiles } from '../manifest/manifest.ts';
import { sameBytes } from '../merkle/hashes.ts';
import type { Receipt } from '../receipt.ts';
import { Name, signedList } from '../sealing/package-layout.ts';
import { sha256Hex } from '../sha256.ts';
import type { NoteKey } from '../tlog/signed-note.ts';
import { checkContainer, countTimeStamps } from './check-container.ts';
import { checkFiles } from './check-files.ts';
import { checkHeads } from './check-heads.ts';
import { checkLog } from './check-log.ts';
import { checkReceipt } from './check-receipt.ts';
import { checkRecordings } from './check-recordings.ts';
import { checkSealLog } from './check-seal-log.ts';
import { checkSignature, checkSigner } from './check-signature.ts';
import { checkTimeStamps } from './check-time-stamps.ts';
import { type Checksums, type Fingerprint, Fingerprinter, plainChecksums } from './fingerprint.ts';
import {
  CheckId,
  type CheckResult,
  type Finding,
  judged,
  notEvaluated,
  Outcome,
  type PackageContents,
  type VerificationReport,
  Verdict,
} from './report.ts';

/** More is not read into memory at once: a manifest of 200,000 files has some 30 MB. */
const MAX_SMALL_BYTES = 128 << 20;

/** Whom the reader believes, from elsewhere than the package. */
export interface Trust {
  /** Roots of institutions and of authorities of time. */
  readonly certificates: readonly Certificate[];
  /** The institution's log of seals; null where the reader has no key of it. */
  readonly log: NoteKey | null;
}

export interface VerifyOptions {
  readonly trust: Trust;
  /** The customer's own, where there is one. */
  readonly receipt?: Receipt | null;
  /** Unix milliseconds; what a signer's certificate is held against where no trusted authority saw the seal. */
  readonly nowMs: number;
  /** Faster ones than those in JavaScript, where the platform has them. */
  readonly checksums?: Checksums;
  /** Bytes looked at, of so many. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/**
 * Asks a package every question that can be answered without its maker. Every entry is read through once, the log twice. Never throws for what is in the package, only for a source that can't be read.
 */
export async function verifyPackage(source: ByteSource, options: VerifyOptions): Promise<VerificationReport> {
  const { trust, receipt = null, nowMs, checksums = plainChecksums, onProgress } = options;
  const container = await readContainer(source);
  const byName = new Map(container.entries.map((entry) => [entry.name, entry]));
  const open = (name: string): ByteSource | null => byName.get(name)?.content ?? null;
  const read = async (name: string): Promise<Uint8Array | null> => {
    const content = open(name);
    return content === null || content.sizeBytes > MAX_SMALL_BYTES ? null : content.read(0, content.sizeBytes);
  };

  const [list, signature, manifestBytes] = [await read(Name.signedList), await read(Name.signature), await read(Name.manifest)];
  const manifest = manifestBytes === null ? null : parseManifest(manifestBytes);
  // What the manifest says of a file's checksum need not be found out.
  const named = new Set(manifest?.files.map(({ path }) => path));
  const fingerprinter = new Fingerprinter(checksums);
  const fingerprints = new Map<string, Fingerprint>();
  let done = 0;
  const total = container.entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  for (const { name, content } of container.entries) {
    const counted = (count: number) => onProgress?.((done += count), total);
    fingerprints.set(name, await fingerprinter.of(name, content, { onBytes: counted, withCrc: !named.has(name) }));
  }

  const manifestSha256 = manifestBytes === null ? '' : sha256Hex(manifestBytes);
  const signed = await checkSignature(signature, list);
  const results: CheckResult[] = [
    checkContainer(container, manifest),
    signed.result,
    await checkManifest(manifest, manifestSha256, list),
    checkFiles(container.entries, manifest, fingerprints),
  ];
  if (manifest === null) {
    for (const id of [CheckId.recordings, CheckId.log, CheckId.timeStamps, CheckId.sealLog, CheckId.heads, CheckId.receipt])
      results.push(notEvaluated(id, 'no_manifest'));
    results.push(await checkSigner(signed.cms, trust.certificates, nowMs));
    return reportOf(results, null);
  }

  const recordings = await checkRecordings(manifest, open, fingerprints);
  const log = await checkLog(manifest, open(manifest.log.path));
  const stamps = await checkTimeStamps(
    countTimeStamps(new Set(byName.keys())),
    read,
    { signedList: list ?? new Uint8Array(), signature: signature ?? new Uint8Array(), sealedAtMs: manifest.sealedAtMs },
    trust.certificates,
  );
  const verified = { manifest, seals: recordings.seals, events: log.events, log: trust.log };
  results.push(
    // A certificate that ended since doesn't undo what a trusted authority saw while it was in force.
    await checkSigner(signed.cms, trust.certificates, stamps.earliestMs ?? nowMs),
    recordings.result,
    log.result,
    stamps.result,
    await checkSealLog(await read(Name.logProof), manifestSha256, trust.log),
    await checkHeads(verified, open, trust.certificates),
    await checkReceipt(receipt, verified),
  );
  return reportOf(results, contentsOf(manifest));
}

/** The manifest in its canonical form, its head over its own files, and the signed list the one that it calls for. */
async function checkManifest(manifest: Manifest | null, manifestSha256: string, list: Uint8Array | null): Promise<CheckResult> {
  if (manifest === null) return judged(CheckId.manifest, [{ fault: 'form', path: Name.manifest }]);
  const findings: Finding[] = [];
  if ((await rootOfFiles(manifest.files)) !== manifest.root) findings.push({ fault: 'root', path: Name.manifest });
  if (list === null || !sameBytes(list, signedList(manifestSha256, manifest.files)))
    findings.push({ fault: 'list', path: Name.signedList });
  return judged(CheckId.manifest, findings, { files: manifest.files.length });
}

function contentsOf({ sessionId, institution, sealedAtMs, root, files, log, recordings, retention }: Manifest): PackageContents {
  const documents = files.filter(({ kind }) => kind === FileKind.document).length;
  const counted = recordings.map(({ recordingId, chunks }) => ({ recordingId, chunks }));
  const counts = { files: files.length, documents, events: log.events };
  return { sessionId, institution, sealedAtMs, root, ...counts, recordings: counted, retention: retention ?? null };
}

function reportOf(results: readonly CheckResult[], contents: PackageContents | null): VerificationReport {
  const order = Object.values(CheckId);
  const checks = results.toSorted((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
  const isConfirmed = checks.some(({ id, outcome }) => id === CheckId.signer && outcome === Outcome.pass);
  const confirmed = isConfirmed ? Verdict.genuine : Verdict.unconfirmed;
  const verdict = checks.some(({ outcome }) => outcome === Outcome.fail) ? Verdict.notGenuine : confirmed;
  return { format: 'guichet.verification/1', verdict, contents, checks };
}

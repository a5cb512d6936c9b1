import type { StoredEntry } from '../container/read-container.ts';
import { type Manifest, mayBeLeftOut } from '../manifest/manifest.ts';
import type { Fingerprint } from './fingerprint.ts';
import { CheckId, type CheckResult, type Finding, judged, notEvaluated } from './report.ts';

/**
 * Every entry against its checksum, and every file of the manifest against its fingerprint. `fingerprints` has one for each entry, by name. Values that open
 * commitments, and composites, may have been left out: that is said, and nothing else loses its proof.
 */
export function checkFiles(
  entries: readonly StoredEntry[],
  manifest: Manifest | null,
  fingerprints: ReadonlyMap<string, Fingerprint>,
): CheckResult {
  const findings: Finding[] = [];
  const named = new Map(manifest?.files.map((file) => [file.path, file]));
  for (const { name, offset, sizeBytes, crc32 } of entries) {
    const found = fingerprints.get(name);
    const file = named.get(name);
    const isNamed = file === undefined || (file.sha256 === found?.sha256 && file.sizeBytes === sizeBytes);
    if (!isNamed) findings.push({ fault: 'content', path: name, offset });
    else if ((file?.crc32 ?? found?.crc32) !== crc32) findings.push({ fault: 'checksum', path: name, offset });
  }
  const present = new Set(entries.map(({ name }) => name));
  const absent = (manifest?.files ?? []).filter(({ path }) => !present.has(path));
  for (const { path, kind } of absent) if (!mayBeLeftOut(kind)) findings.push({ fault: 'missing', path });
  const leftOut = absent.filter(({ kind }) => mayBeLeftOut(kind)).length;
  // Of entries that nothing names it can only be said that they are damaged.
  if (manifest === null && findings.length === 0) return notEvaluated(CheckId.files, 'no_manifest');
  return judged(CheckId.files, findings, { files: named.size, ...(leftOut === 0 ? {} : { leftOut }) });
}

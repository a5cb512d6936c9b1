import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Certificate } from 'pkijs';
import { z } from 'zod';
import { fromBase64 } from '../base64.ts';
import { isTrusted } from '../cms/chain.ts';
import type { ByteSource } from '../container/byte-source.ts';
import { readHead } from '../head.ts';
import { FileKind } from '../manifest/manifest.ts';
import { imprintOf, verifyTimeStamp } from '../timestamp/time-stamp.ts';
import { findingsAgainst, type Verified } from './check-receipt.ts';
import { CLOCK_TOLERANCE_MS } from './check-time-stamps.ts';
import { CheckId, type CheckResult, type Finding, judged, notEvaluated } from './report.ts';

const MAX_FILE_BYTES = 64 << 20;

/** The heads that were handed out during the session, and the time-stamps over some of them. */
export const KeptHeads = z.array(z.strictObject({ note: z.string(), token: z.string().nullable() }));
export type KeptHeads = z.infer<typeof KeptHeads>;

/** Whether the institution's own copies of the heads fit what is in the package, and what authorities saw of them while the session went on. */
export async function checkHeads(
  verified: Verified,
  open: (path: string) => ByteSource | null,
  trusted: readonly Certificate[],
): Promise<CheckResult> {
  const { manifest } = verified;
  const path = manifest.files.find(({ kind }) => kind === FileKind.head)?.path;
  if (path === undefined) return notEvaluated(CheckId.heads, 'none');
  const kept = await readKept(open(path));
  if (kept === null) return judged(CheckId.heads, [{ fault: 'form', path }]);

  const receipt = {
    format: 'guichet.receipt/1' as const,
    sessionId: manifest.sessionId,
    recordings: [],
    log: [],
    heads: kept.map(({ note }) => note),
  };
  const findings: Finding[] = (await findingsAgainst(receipt, verified)).map((finding) => ({ path, ...finding }));
  let [stamped, known] = [0, 0];
  for (const { note, token } of kept) {
    if (token === null) continue;
    stamped += 1;
    const report = await verifyTimeStamp(fromBase64(token) ?? new Uint8Array(), imprintOf(utf8ToBytes(note)));
    const event = readHead(note)?.log.event ?? 0;
    if (!report.ok) findings.push({ fault: report.fault, path, event });
    else if (report.stamp.atMs < (readHead(note)?.atMs ?? 0) - CLOCK_TOLERANCE_MS) findings.push({ fault: 'before_seal', path, event });
    else if (await isTrusted(report.stamp.authority, report.stamp.certificates, trusted, report.stamp.atMs)) known += 1;
  }
  return judged(CheckId.heads, findings, { heads: kept.length, stamped, trusted: known });
}

async function readKept(source: ByteSource | null): Promise<KeptHeads | null> {
  if (source === null || source.sizeBytes > MAX_FILE_BYTES) return null;
  try {
    return KeptHeads.safeParse(JSON.parse(new TextDecoder().decode(await source.read(0, source.sizeBytes)))).data ?? null;
  } catch {
    return null;
  }
}

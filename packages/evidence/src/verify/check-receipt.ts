import type { SessionEvent } from '@guichet/protocol';
import { openHead } from '../head.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { claimsOf, type Receipt } from '../receipt.ts';
import type { NoteKey } from '../tlog/signed-note.ts';
import type { VerifiedSeals } from './check-recordings.ts';
import { CheckId, type CheckResult, type Finding, judged, notEvaluated } from './report.ts';

/** What the package holds, as far as it was verified. */
export interface Verified {
  readonly manifest: Manifest;
  readonly seals: VerifiedSeals;
  readonly events: readonly SessionEvent[];
  /** The institution's key of heads and of the log of seals; null where the reader has none. */
  readonly log: NoteKey | null;
}

/** The customer's heads against what the package holds. A head that isn't there means that one of the two was made up later. */
export async function checkReceipt(receipt: Receipt | null, verified: Verified): Promise<CheckResult> {
  if (receipt === null) return notEvaluated(CheckId.receipt, 'none');
  if (receipt.sessionId !== verified.manifest.sessionId) return judged(CheckId.receipt, [{ fault: 'foreign' }]);
  const findings = await findingsAgainst(receipt, verified);
  return judged(CheckId.receipt, findings, { heads: receipt.recordings.length + receipt.log.length + (receipt.heads?.length ?? 0) });
}

/** What of a receipt, or of the institution's own copies of it, doesn't fit the package. */
export async function findingsAgainst(receipt: Receipt, { seals, events, log }: Verified): Promise<Finding[]> {
  const findings: Finding[] = [];
  const claims = claimsOf(receipt);
  if (claims.unreadable > 0) findings.push({ fault: 'form' });
  for (const { recordingId, chunk, head } of claims.recordings) {
    const seal = seals.get(recordingId)?.find(({ seq }) => seq === chunk);
    if (seal?.head !== head)
      findings.push({ fault: 'head', recordingId, chunk, ...(seal ? { fromMs: seal.openedAtMs, toMs: seal.closedAtMs } : {}) });
  }
  for (const { event, hash } of claims.log.toSorted((one, other) => one.event - other.event))
    if (events[event - 1]?.hash !== hash) findings.push({ fault: 'head', event });
  if (log === null) return findings;
  const signed = await Promise.all((receipt.heads ?? []).map((note) => openHead(note, log)));
  if (signed.includes(null)) findings.push({ fault: 'unsigned' });
  return findings;
}

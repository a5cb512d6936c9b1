import type { SessionEvent } from '@guichet/protocol';
import type { Manifest } from '../manifest/manifest.ts';
import type { Receipt } from '../receipt.ts';
import type { VerifiedSeals } from './check-recordings.ts';
import { CheckId, type CheckResult, type Finding, judged, notEvaluated } from './report.ts';

/** The customer's heads against what the package holds. A head that isn't there means that one of the two was made up later. */
export function checkReceipt(
  receipt: Receipt | null,
  manifest: Manifest,
  seals: VerifiedSeals,
  events: readonly SessionEvent[],
): CheckResult {
  if (receipt === null) return notEvaluated(CheckId.receipt, 'none');
  if (receipt.sessionId !== manifest.sessionId) return judged(CheckId.receipt, [{ fault: 'foreign' }]);
  const findings: Finding[] = [];
  for (const { recordingId, chunk, head } of receipt.recordings) {
    const seal = seals.get(recordingId)?.find(({ seq }) => seq === chunk);
    if (seal?.head !== head)
      findings.push({ fault: 'head', recordingId, chunk, ...(seal ? { fromMs: seal.openedAtMs, toMs: seal.closedAtMs } : {}) });
  }
  for (const { event, hash } of receipt.log) if (events[event - 1]?.hash !== hash) findings.push({ fault: 'head', event });
  return judged(CheckId.receipt, findings, { heads: receipt.recordings.length + receipt.log.length });
}

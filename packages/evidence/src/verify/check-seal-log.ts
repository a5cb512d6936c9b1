import { logEntryOf } from '../manifest/manifest.ts';
import { Name } from '../sealing/package-layout.ts';
import { verifyLogProof } from '../tlog/log-proof.ts';
import type { NoteKey } from '../tlog/signed-note.ts';
import { CheckId, type CheckResult, judged, notEvaluated, passed } from './report.ts';

/** Whether the seal stands in the institution's log of seals, by the proof in the package and the log's key, which the reader has from elsewhere. */
export async function checkSealLog(proof: Uint8Array | null, manifestSha256: string, log: NoteKey | null): Promise<CheckResult> {
  if (proof === null) return notEvaluated(CheckId.sealLog, 'none');
  if (log === null) return notEvaluated(CheckId.sealLog, 'nobody_trusted');
  const found = await verifyLogProof(new TextDecoder().decode(proof), logEntryOf(manifestSha256), log);
  if (found === null) return judged(CheckId.sealLog, [{ fault: 'proof', path: Name.logProof }]);
  return passed(CheckId.sealLog, { origin: found.origin, index: found.index, size: found.size });
}

/** What a verifier needs, in Node and in a page: kept apart from the rest, since it brings the parsers of certificates along. */
export { certificatesOfPem } from './cms/chain.ts';
export { type ByteSource, memorySource } from './container/byte-source.ts';
export type { Checksums, Hasher } from './verify/fingerprint.ts';
export { openHead, readHead, type Head } from './head.ts';
export { parseReceipt, type Receipt } from './receipt.ts';
export { logEntryOf } from './manifest/manifest.ts';
export { auditLog, LogFault, type LogReport } from './tlog/audit-log.ts';
export type { FetchTile } from './tlog/tiles.ts';
export { type NoteKey, parseNoteKey } from './tlog/signed-note.ts';
export {
  CheckId,
  type CheckResult,
  type Finding,
  Outcome,
  type PackageContents,
  Verdict,
  type VerificationReport,
} from './verify/report.ts';
export { manifestHashOf } from './verify/manifest-hash.ts';
export { retentionText } from './verify/retention-text.ts';
export { checkOutcomeText, checkText, findingText, verdictText } from './verify/texts.ts';
export { type Trust, verifyPackage, type VerifyOptions } from './verify/verify-package.ts';

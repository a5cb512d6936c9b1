/** What a verifier needs, in Node and in a page: kept apart from the rest, since it brings the parsers of certificates along. */
export { certificatesOfPem } from './cms/chain.ts';
export { type ByteSource, memorySource } from './container/byte-source.ts';
export type { Checksums, Hasher } from './verify/fingerprint.ts';
export { openHead, readHead, type Head } from './head.ts';
export { parseReceipt, type Receipt } from './receipt.ts';
export { consistencyProof, rootOf } from './merkle/tree.ts';
export { verifyConsistency } from './merkle/verify.ts';
export { leafHash } from './merkle/hashes.ts';
export { logEntryOf } from './manifest/manifest.ts';
export { type Checkpoint, openCheckpoint } from './tlog/checkpoint.ts';
export { decodeEntries, type FetchTile, TILE_WIDTH, tilePath, tileReader, tileWidthAt } from './tlog/tiles.ts';
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
export { checkText, findingText, outcomeText, reasonText, verdictText } from './verify/texts.ts';
export { type Trust, verifyPackage, type VerifyOptions } from './verify/verify-package.ts';

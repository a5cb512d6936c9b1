/** What a sealer needs. */
export { SignatureAlgorithm } from './cms/signature-algorithm.ts';
export { verifyCms } from './cms/verify.ts';
export { signCms } from './cms/sign.ts';
export type { CmsSigner } from './cms/signer.ts';
export {
  completeManifest,
  FileKind,
  logEntryOf,
  mayBeLeftOut,
  type Manifest,
  manifestBytes,
  type ManifestFile,
  type ManifestRecording,
  type ManifestRetention,
} from './manifest/manifest.ts';
export { retentionText } from './verify/retention-text.ts';
export { type KeptHeads } from './verify/check-heads.ts';
export { certificatesOfPem } from './cms/chain.ts';
export { nameOf } from './verify/check-signature.ts';
export { type ByteSource, memorySource } from './container/byte-source.ts';
export { type Digest, leafHash, nodeHash } from './merkle/hashes.ts';
export { consistencyProof, inclusionProof, type ReadSubtree, rootOf, type Subtree, subtreesCompletedBy } from './merkle/tree.ts';
export { verifyConsistency, verifyInclusion } from './merkle/verify.ts';
export { imprintOfSeal, type Seal, type SealProofs, sealManifest, signedListOf, writePackage } from './sealing/seal.ts';
export { answerTimeStampRequest, type LocalAuthority } from './timestamp/local-authority.ts';
export { imprintOf, timeStampRequest, tokenOfResponse, verifyTimeStamp } from './timestamp/time-stamp.ts';
export { openCheckpoint, signCheckpoint } from './tlog/checkpoint.ts';
export { formatLogProof } from './tlog/log-proof.ts';
export { encodeEntries, encodeHashes, parseTilePath, type Tile, tileWidthAt, treeLevelOf } from './tlog/tiles.ts';
export { headText, openHead, readHead, signHead, type Head } from './head.ts';
export { formatNoteKey, type NoteSigner } from './tlog/signed-note.ts';

import { utf8ToBytes } from '@noble/hashes/utils.js';
import { signCms } from '../cms/sign.ts';
import type { CmsSigner } from '../cms/signer.ts';
import { type ByteSource, memorySource } from '../container/byte-source.ts';
import { type ContainerEntry, writeContainer } from '../container/write-container.ts';
import { type Manifest, manifestBytes } from '../manifest/manifest.ts';
import { sha256Hex } from '../sha256.ts';
import { imprintOf } from '../timestamp/time-stamp.ts';
import type { Digest } from '../merkle/hashes.ts';
import { Name, PACKAGE_MEDIA_TYPE, signedList, stampedList } from './package-layout.ts';

/** A manifest, signed: what vouches for a session from here on. A few kilobytes beside what it is about. */
export interface Seal {
  readonly manifest: Manifest;
  readonly signedList: Uint8Array;
  /** CMS, detached, over `signedList`. */
  readonly signature: Uint8Array;
}

/** The list of files that a manifest calls for, as it is signed. */
export const signedListOf = (manifest: Manifest): Uint8Array => signedList(sha256Hex(manifestBytes(manifest)), manifest.files);

/** Signs a manifest. No file is read: the manifest has their fingerprints. */
export async function sealManifest(manifest: Manifest, signer: CmsSigner): Promise<Seal> {
  const list = signedListOf(manifest);
  return { manifest, signedList: list, signature: await signCms(list, signer, { signingTimeMs: manifest.sealedAtMs }) };
}

/** What the authority of the package's time-stamp number `number` (from 1) is asked to stamp: SHA-256 of what stands for it in the package. */
export function imprintOfSeal({ signedList: list, signature }: Seal, number: number): Digest {
  return imprintOf(stampedList(number, list, signature));
}

export interface SealProofs {
  /** Tokens over `imprintOfSeal` 1, 2 … in that order. */
  readonly timeStamps: readonly Uint8Array[];
  /** C2SP tlog-proof of the log of seals; null where the log hasn't a head over it yet. */
  readonly logProof: string | null;
}

/** The package, piece by piece. `open` gives the content of a file that the manifest names, null for values that were erased; nothing holds it against its fingerprint here. */
export function writePackage(seal: Seal, proofs: SealProofs, open: (path: string) => ByteSource | null): AsyncGenerator<Uint8Array> {
  const entry = (name: string, bytes: Uint8Array): ContainerEntry => ({ name, content: memorySource(bytes) });
  return writeContainer([
    entry(Name.mediaType, utf8ToBytes(PACKAGE_MEDIA_TYPE)),
    entry(Name.signedList, seal.signedList),
    entry(Name.signature, seal.signature),
    ...proofs.timeStamps.flatMap((token, index) => [
      entry(Name.stampedList(index + 1), stampedList(index + 1, seal.signedList, seal.signature)),
      entry(Name.timeStamp(index + 1), token),
    ]),
    ...(proofs.logProof === null ? [] : [entry(Name.logProof, utf8ToBytes(proofs.logProof))]),
    entry(Name.manifest, manifestBytes(seal.manifest)),
    ...seal.manifest.files.flatMap(({ path, crc32 }) => {
      const content = open(path);
      return content === null ? [] : [{ name: path, content, crc32 }];
    }),
  ]);
}

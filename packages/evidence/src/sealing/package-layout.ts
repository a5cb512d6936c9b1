import type { Manifest, ManifestFile } from '../manifest/manifest.ts';
import { sha256Hex } from '../sha256.ts';
import { asicManifest, type DataObject } from './asic-manifest.ts';

/**
 * A package is an ASiC-E container with CAdES (ETSI EN 319 162-1 §4.4): these entries in this order, then the files of the manifest in its order, and
 * nothing else.
 */
export const PACKAGE_MEDIA_TYPE = 'application/vnd.etsi.asic-e+zip';
export const Name = {
  mediaType: 'mimetype',
  signedList: 'META-INF/ASiCManifest.xml',
  signature: 'META-INF/signature.p7s',
  logProof: 'META-INF/seal.tlog-proof',
  manifest: 'manifest.json',
  stampedList: (number: number): string => `META-INF/ASiCManifest-time-${number}.xml`,
  timeStamp: (number: number): string => `META-INF/timestamp-${number}.tst`,
} as const;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  html: 'text/html',
  pdf: 'application/pdf',
  mkv: 'video/x-matroska',
  mp4: 'video/mp4',
  jpg: 'image/jpeg',
  png: 'image/png',
  tst: 'application/vnd.etsi.timestamp-token',
};
const SIGNATURE_MEDIA_TYPE = 'application/x-pkcs7-signature';

const mediaTypeOf = (path: string): string => MEDIA_TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
const dataObject = (path: string, sha256: string): DataObject => ({ path, mediaType: mediaTypeOf(path), sha256 });

/** What the institution signs: the manifest and every file that it names, so that a reader who knows nothing of manifests checks them too. */
export function signedList(manifestSha256: string, files: readonly ManifestFile[]): Uint8Array {
  const objects = [dataObject(Name.manifest, manifestSha256), ...files.map(({ path, sha256 }) => dataObject(path, sha256))];
  return asicManifest({ path: Name.signature, mediaType: SIGNATURE_MEDIA_TYPE }, objects);
}

/** What an authority of time stamps: the signature and what it is over. */
export function stampedList(number: number, signed: Uint8Array, signature: Uint8Array): Uint8Array {
  const path = Name.timeStamp(number);
  return asicManifest({ path, mediaType: mediaTypeOf(path) }, [
    dataObject(Name.signedList, sha256Hex(signed)),
    { path: Name.signature, mediaType: SIGNATURE_MEDIA_TYPE, sha256: sha256Hex(signature) },
  ]);
}

/** The names of a package's entries in their order. */
export function expectedNames(manifest: Manifest, timeStamps: number, hasLogProof: boolean): readonly string[] {
  const numbers = Array.from({ length: timeStamps }, (_, index) => index + 1);
  return [
    Name.mediaType,
    Name.signedList,
    Name.signature,
    ...numbers.flatMap((number) => [Name.stampedList(number), Name.timeStamp(number)]),
    ...(hasLogProof ? [Name.logProof] : []),
    Name.manifest,
    ...manifest.files.map(({ path }) => path),
  ];
}

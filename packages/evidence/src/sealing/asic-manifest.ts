import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { toBase64 } from '../base64.ts';

/** A file that a signature or a time-stamp of the container is about. */
export interface DataObject {
  readonly path: string;
  readonly mediaType: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What the listed files are vouched for by. */
export interface SignatureObject {
  readonly path: string;
  readonly mediaType: string;
}

/**
 * An ASiCManifest (ETSI EN 319 162-1 annex A.4) in one form: names of a container need no escapes, so a reader that writes it anew and compares the bytes has read it.
 */
export function asicManifest(signature: SignatureObject, objects: readonly DataObject[]): Uint8Array {
  const references = objects.map(
    ({ path, mediaType, sha256 }) =>
      `<asic:DataObjectReference URI="${path}" MimeType="${mediaType}"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>` +
      `<ds:DigestValue>${toBase64(hexToBytes(sha256))}</ds:DigestValue></asic:DataObjectReference>\n`,
  );
  return utf8ToBytes(
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
      `<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n` +
      `<asic:SigReference URI="${signature.path}" MimeType="${signature.mediaType}"/>\n${references.join('')}</asic:ASiCManifest>\n`,
  );
}

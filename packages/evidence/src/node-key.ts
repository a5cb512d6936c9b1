import type { NodeKey } from '@guichet/protocol';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { fromBase64Url, toBase64Url } from './base64.ts';
import { canonicalJson } from './canonical-json.ts';

/** RFC 7638 thumbprint of an Ed25519 public key (RFC 8037 §2: members crv, kty, x), base64url. */
export function nodeKeyId(key: NodeKey): string {
  return toBase64Url(sha256(utf8ToBytes(canonicalJson({ crv: key.crv, kty: key.kty, x: key.x }))));
}

/** Tells whether `signature` (base64url) is by the key over the UTF-8 bytes of `text`. */
export type SignatureCheck = (text: string, signature: string) => Promise<boolean>;

/** The check for one key, for as many signatures as there are: Ed25519, RFC 8032, through WebCrypto. */
export async function signatureCheck(key: NodeKey): Promise<SignatureCheck> {
  const imported = await crypto.subtle
    .importKey('jwk', { kty: key.kty, crv: key.crv, x: key.x }, 'Ed25519', false, ['verify'])
    .catch(() => null);
  return async (text, signature) => {
    try {
      return imported !== null && (await crypto.subtle.verify('Ed25519', imported, fromBase64Url(signature), utf8Bytes(text)));
    } catch {
      // A signature that can't even be read is not by anybody.
      return false;
    }
  };
}

/** Whether one `signature` (base64url) is by `key` over the UTF-8 bytes of `text`. */
export async function verifyNodeSignature(key: NodeKey, text: string, signature: string): Promise<boolean> {
  return (await signatureCheck(key))(text, signature);
}

const utf8Bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(utf8ToBytes(text));

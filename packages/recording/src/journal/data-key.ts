import { createPrivateKey, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { WrapKey } from '@guichet/protocol';
import { CompactEncrypt, compactDecrypt, importJWK } from 'jose';
import { z } from 'zod';

export const WRAP_ALG = 'ECDH-ES+A256KW';
export const WRAP_ENC = 'A256GCM';
export const DATA_KEY_BYTES = 32;

/** Opens a wrapped data key; rejects when it was wrapped to another key. */
export type UnwrapKey = (wrappedKey: string) => Promise<Uint8Array>;

export const newDataKey = (): Buffer => randomBytes(DATA_KEY_BYTES);

/** Wraps a data key to a public P-256 key: JWE compact, ECDH-ES+A256KW (RFC 7518 §4.6). The plain key never leaves memory. */
export async function wrapDataKey(dataKey: Uint8Array, wrapKey: WrapKey, kid: string): Promise<string> {
  const key = await importJWK({ ...wrapKey }, WRAP_ALG);
  return new CompactEncrypt(dataKey).setProtectedHeader({ alg: WRAP_ALG, enc: WRAP_ENC, kid }).encrypt(key);
}

/** The holder's side of `wrapDataKey`; `privateKey` is a P-256 private key as a JWK. */
export function unwrapWith(privateKey: Readonly<Record<string, unknown>>): UnwrapKey {
  const imported = importJWK(privateKey as Parameters<typeof importJWK>[0], WRAP_ALG);
  // Observed by every call; without this a wrong key would surface as an unhandled rejection before the first one.
  imported.catch(() => undefined);
  return async (wrappedKey) => {
    const { plaintext } = await compactDecrypt(wrappedKey, await imported, {
      keyManagementAlgorithms: [WRAP_ALG],
      contentEncryptionAlgorithms: [WRAP_ENC],
    });
    if (plaintext.length !== DATA_KEY_BYTES) throw new Error('The wrapped key is not a data key');
    return plaintext;
  };
}

/** Reads a private key from a file: a JWK as JSON, or PKCS #8 / SEC1 as PEM. */
export async function unwrapWithKeyFile(path: string): Promise<UnwrapKey> {
  const text = (await readFile(path, 'utf8')).trim();
  const jwk = text.startsWith('{')
    ? z.record(z.string(), z.unknown()).parse(JSON.parse(text))
    : createPrivateKey(text).export({ format: 'jwk' });
  if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || typeof jwk.d !== 'string') throw new Error('Not a private P-256 key');
  return unwrapWith(jwk);
}

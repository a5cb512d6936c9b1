import { canonicalJson } from '@guichet/evidence';
import { calculateJwkThumbprint, exportJWK, FlattenedSign, generateKeyPair, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import { BUNDLE_TYPE, type BundleContent } from './bundle.ts';
import { algorithmOf } from './read-bundle.ts';

/** The public half of a key that bundles are signed with: Ed25519 (RFC 8037) or P-256 (RFC 7518). */
export const BundlePublicKey = z.union([
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string().max(64) }),
  z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string().max(64), y: z.string().max(64) }),
]);
export type BundlePublicKey = z.infer<typeof BundlePublicKey>;

/** The key's name: its thumbprint (RFC 7638). Throws for a point that is none of the curve's. */
export async function keyId(key: BundlePublicKey): Promise<string> {
  await importJWK(key, algorithmOf(key));
  return calculateJwkThumbprint(key, 'sha256');
}

/** A fresh key to sign with; what is handed to whoever shall trust it is the public half. */
export async function newSigningKey(): Promise<{ readonly privateKey: JWK; readonly publicKey: BundlePublicKey }> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return { privateKey: await exportJWK(pair.privateKey), publicKey: BundlePublicKey.parse(await exportJWK(pair.publicKey)) };
}

/** A bundle's file: its canonical JSON, signed (JWS with flattened JSON serialization, RFC 7515 section 7.2.2). */
export async function signBundle(content: BundleContent, privateKey: JWK): Promise<string> {
  const alg = algorithmOf(privateKey);
  const kid = await keyId(BundlePublicKey.parse(privateKey));
  const signed = await new FlattenedSign(new TextEncoder().encode(canonicalJson(content)))
    .setProtectedHeader({ alg, kid, typ: BUNDLE_TYPE })
    .sign(await importJWK(privateKey, alg));
  return JSON.stringify(signed);
}

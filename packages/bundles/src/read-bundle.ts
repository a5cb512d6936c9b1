import { sha256Hex } from '@guichet/evidence';
import { compileFlow, nodeRegistry } from '@guichet/workflow';
import { decodeProtectedHeader, flattenedVerify, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import { BUNDLE_TYPE, BundleContent, MAX_BUNDLE } from './bundle.ts';

/** A key whose bundles are taken; the name under which an administrator trusted it is theirs to know. */
export interface TrustedKey {
  readonly kid: string;
  readonly jwk: JWK;
  readonly isRevoked: boolean;
}

export const bundleRefusals = [
  'not_a_bundle',
  'unknown_key',
  'revoked_key',
  'wrong_signature',
  'malformed',
  'wrong_hash',
  'broken_flow',
] as const;
export type BundleRefusal = (typeof bundleRefusals)[number];

export type ReadBundle =
  | { readonly ok: true; readonly content: BundleContent; readonly kid: string /** Of what was signed. */; readonly sha256: string }
  | { readonly ok: false; readonly refusal: BundleRefusal; readonly detail: string };

const Signed = z.strictObject({ payload: z.string(), protected: z.string(), signature: z.string() });

/**
 * Reads a bundle's file. What a trusted key has not signed is not looked at any further; what it has signed is checked all the same: every page
 * against its fingerprint, every flow by the engine.
 */
export async function readBundle(text: string, keys: readonly TrustedKey[]): Promise<ReadBundle> {
  const signed = text.length > MAX_BUNDLE ? null : Signed.safeParse(parsed(text)).data;
  const header = signed == null ? null : headerOf(signed);
  if (signed == null || header === null) return refused('not_a_bundle');
  const key = keys.find(({ kid }) => kid === header.kid);
  if (key === undefined) return refused('unknown_key', header.kid);
  if (key.isRevoked) return refused('revoked_key', key.kid);
  const payload = await verified(signed, key.jwk);
  if (payload === null) return refused('wrong_signature', key.kid);
  const content = BundleContent.safeParse(parsed(new TextDecoder().decode(payload)));
  if (!content.success) {
    const [first] = content.error.issues;
    return refused('malformed', `${first?.path.map(String).join('.') ?? ''}: ${first?.message ?? ''}`);
  }
  const wrong = wrongPage(content.data);
  if (wrong !== null) return refused('wrong_hash', wrong);
  const broken = brokenFlow(content.data);
  if (broken !== null) return refused('broken_flow', broken);
  return { ok: true, content: content.data, kid: key.kid, sha256: sha256Hex(payload) };
}

const refused = (refusal: BundleRefusal, detail = ''): ReadBundle => ({ ok: false, refusal, detail: detail.slice(0, 200) });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function headerOf(signed: z.infer<typeof Signed>): { readonly kid: string } | null {
  try {
    const { kid, typ } = decodeProtectedHeader(signed);
    return typ === BUNDLE_TYPE && typeof kid === 'string' && kid.length <= 100 ? { kid } : null;
  } catch {
    return null;
  }
}

async function verified(signed: z.infer<typeof Signed>, jwk: JWK): Promise<Uint8Array | null> {
  try {
    const { payload } = await flattenedVerify(signed, await importJWK(jwk, algorithmOf(jwk)), { algorithms: [algorithmOf(jwk)] });
    return payload;
  } catch {
    return null;
  }
}

/** The key says how it signs, not the file (RFC 8725 section 3.1). */
export const algorithmOf = ({ kty }: JWK): 'EdDSA' | 'ES256' => (kty === 'OKP' ? 'EdDSA' : 'ES256');

function wrongPage({ components }: BundleContent): string | null {
  const wrong = components.find(
    ({ manifest, page }) => sha256Hex(page) !== manifest.page.sha256 || new TextEncoder().encode(page).length !== manifest.page.sizeBytes,
  );
  return wrong?.manifest.name ?? null;
}

function brokenFlow({ scenarios }: BundleContent): string | null {
  for (const { definition } of scenarios) {
    const compiled = compileFlow(definition, { registry: nodeRegistry });
    if (!compiled.ok) return compiled.problems[0]?.message.en ?? '';
  }
  return null;
}

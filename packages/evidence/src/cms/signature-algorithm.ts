import { Null, ObjectIdentifier } from 'asn1js';
import { AlgorithmIdentifier, type Certificate, RSASSAPSSParams } from 'pkijs';
import { ecdsaRaw } from './ecdsa-raw.ts';
import { Oid } from './oids.ts';

/** With which seals are made and accepted, all over SHA-256. */
export const SignatureAlgorithm = {
  /** ECDSA, RFC 5758 §3.2; ES256 where the key is on P-256. */
  ecdsa: 'ecdsa',
  /** RSASSA-PKCS1-v1_5, RFC 8017 §8.2: what many authorities of time still sign with. */
  rsa: 'rsa',
  /** RSASSA-PSS with MGF1 over SHA-256 and 32 bytes of salt, RFC 4056 and RFC 8017 §8.1. */
  rsaPss: 'rsa-pss',
} as const;
export type SignatureAlgorithm = (typeof SignatureAlgorithm)[keyof typeof SignatureAlgorithm];

export const PSS_SALT_BYTES = 32;

const CURVES: Readonly<Record<string, { readonly namedCurve: string; readonly coordinateBytes: number }>> = {
  '1.2.840.10045.3.1.7': { namedCurve: 'P-256', coordinateBytes: 32 },
  '1.3.132.0.34': { namedCurve: 'P-384', coordinateBytes: 48 },
  '1.3.132.0.35': { namedCurve: 'P-521', coordinateBytes: 66 },
};

export const sha256Identifier = (): AlgorithmIdentifier =>
  new AlgorithmIdentifier({ algorithmId: Oid.sha256, algorithmParams: new Null() });

export function identifierOf(algorithm: SignatureAlgorithm): AlgorithmIdentifier {
  switch (algorithm) {
    case SignatureAlgorithm.ecdsa:
      return new AlgorithmIdentifier({ algorithmId: Oid.ecdsaWithSha256 });
    case SignatureAlgorithm.rsa:
      return new AlgorithmIdentifier({ algorithmId: Oid.rsaWithSha256, algorithmParams: new Null() });
    case SignatureAlgorithm.rsaPss: {
      const parameters = new RSASSAPSSParams({
        hashAlgorithm: sha256Identifier(),
        maskGenAlgorithm: new AlgorithmIdentifier({ algorithmId: Oid.mgf1, algorithmParams: sha256Identifier().toSchema() }),
        saltLength: PSS_SALT_BYTES,
      });
      return new AlgorithmIdentifier({ algorithmId: Oid.rsaPss, algorithmParams: parameters.toSchema() });
    }
  }
}

/**
 * Whether the key of `certificate` made `signature` over `bytes`. An algorithm other than the three, weaker parameters, a key of another kind or a
 * signature that can't be read make it false.
 */
export async function isSignatureBy(
  certificate: Certificate,
  named: AlgorithmIdentifier,
  signature: Uint8Array,
  bytes: Uint8Array,
): Promise<boolean> {
  try {
    const spki = certificate.subjectPublicKeyInfo.toSchema().toBER();
    const data = Uint8Array.from(bytes);
    switch (named.algorithmId) {
      case Oid.ecdsaWithSha256: {
        const curve = curveOf(certificate);
        const key = await crypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: curve.namedCurve }, false, ['verify']);
        return await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, ecdsaRaw(signature, curve.coordinateBytes), data);
      }
      case Oid.rsaWithSha256: {
        const key = await crypto.subtle.importKey('spki', spki, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['verify']);
        return await crypto.subtle.verify('RSASSA-PKCS1-v1_5', key, Uint8Array.from(signature), data);
      }
      case Oid.rsaPss: {
        const parameters = new RSASSAPSSParams({ schema: named.algorithmParams });
        if (parameters.hashAlgorithm.algorithmId !== Oid.sha256 || parameters.maskGenAlgorithm.algorithmId !== Oid.mgf1) return false;
        const key = await crypto.subtle.importKey('spki', spki, { name: 'RSA-PSS', hash: 'SHA-256' }, false, ['verify']);
        return await crypto.subtle.verify({ name: 'RSA-PSS', saltLength: parameters.saltLength }, key, Uint8Array.from(signature), data);
      }
      default:
        return false;
    }
  } catch {
    return false;
  }
}

function curveOf({ subjectPublicKeyInfo }: Certificate) {
  const parameters: unknown = subjectPublicKeyInfo.algorithm.algorithmParams;
  const oid = parameters instanceof ObjectIdentifier ? parameters.getValue() : '';
  const curve = CURVES[oid];
  if (curve === undefined) throw new TypeError('A key on a curve that is not accepted');
  return curve;
}

import { Certificate, CertificateChainValidationEngine } from 'pkijs';

/**
 * Whether a chain leads from `certificate` through the `others` that came along to one of the `trusted`, all of them in force at `atMs` (RFC 5280 §6). Nothing is asked
 * of the network: whether a certificate was withdrawn meanwhile is for whoever can ask its issuer.
 */
export async function isTrusted(
  certificate: Certificate,
  others: readonly Certificate[],
  trusted: readonly Certificate[],
  atMs: number,
): Promise<boolean> {
  if (trusted.length === 0) return false;
  const engine = new CertificateChainValidationEngine({
    // The last one is the one whose path is looked for.
    certs: [...others.filter((one) => one !== certificate), certificate],
    trustedCerts: [...trusted],
    checkDate: new Date(atMs),
  });
  try {
    return (await engine.verify()).result;
  } catch {
    return false;
  }
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** The certificates in a PEM text, in their order. Throws on one that can't be read. */
export function certificatesOfPem(pem: string): Certificate[] {
  return Array.from(pem.matchAll(PEM_CERTIFICATE), ([, body = '']) => {
    const der = Uint8Array.from(atob(body.replaceAll(/\s/g, '')), (char) => char.charCodeAt(0));
    return Certificate.fromBER(der);
  });
}

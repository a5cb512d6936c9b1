import { constants, createPrivateKey, type KeyObject, sign, verify, X509Certificate } from 'node:crypto';
import { type CmsSigner, SignatureAlgorithm } from '@guichet/evidence/sealing';
import { AppError } from '@guichet/protocol';
import { z } from 'zod';

/** RFC 4056 §3: as long as the hash. */
const PSS_SALT_BYTES = 32;
const ANSWER_WITHIN_MS = 10_000;
const MAX_REPLY_BYTES = 16_384;
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, the first one's key being of a kind that seals are made with. Throws when there is none. */
export function readCertificates(pem: string): { readonly chain: readonly X509Certificate[]; readonly algorithm: SignatureAlgorithm } {
  const chain = (pem.match(PEM_CERTIFICATE) ?? []).map((one) => new X509Certificate(one));
  const [own] = chain;
  if (own === undefined) throw new Error('The file of the seal holds no certificate');
  return { chain, algorithm: algorithmOf(own.publicKey) };
}

/** ES256 where the key is on a curve, RSA-PSS else. */
function algorithmOf({ asymmetricKeyType }: KeyObject): SignatureAlgorithm {
  if (asymmetricKeyType === 'ec') return SignatureAlgorithm.ecdsa;
  if (asymmetricKeyType === 'rsa') return SignatureAlgorithm.rsaPss;
  throw new Error('Seals are made with an EC or an RSA key');
}

const paddingOf = (algorithm: SignatureAlgorithm) =>
  algorithm === SignatureAlgorithm.rsaPss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: PSS_SALT_BYTES } : {};

/** A key that is here: PKCS #8 in PEM, encrypted or not. Throws when it can't be opened or is not that of the certificate. */
export function fileSigner(keyPem: string, passphrase: string | null, certificatesPem: string): CmsSigner {
  const { chain, algorithm } = readCertificates(certificatesPem);
  const key = createPrivateKey({ key: keyPem, ...(passphrase === null ? {} : { passphrase }) });
  if (chain[0]?.checkPrivateKey(key) !== true) throw new Error("The seal's certificate is not that of its key");
  return {
    certificates: chain.map(({ raw }) => raw),
    algorithm,
    sign: async (bytes) => sign('sha256', bytes, { key, dsaEncoding: 'der', ...paddingOf(algorithm) }),
  };
}

const Reply = z.object({ signature: z.base64().max(8_192) });

interface HttpSignerOptions {
  readonly url: string;
  /** Sent as a bearer token, never logged. */
  readonly token: string;
  readonly certificatesPem: string;
}

/**
 * A key behind HTTP, in a module that keeps it: `POST url {algorithm: "ecdsa" | "rsa-pss", hash: "sha256", data}` → `{signature}`, both in base64; ECDSA in the DER
 * form of RFC 3279 §2.2.3. What comes back is verified against the certificate before anything hangs on it. Throws `unavailable`.
 */
export function httpSigner({ url, token, certificatesPem }: HttpSignerOptions): CmsSigner {
  const { chain, algorithm } = readCertificates(certificatesPem);
  return {
    certificates: chain.map(({ raw }) => raw),
    algorithm,
    sign: async (bytes) => {
      const signature = await ask(url, token, { algorithm, hash: 'sha256', data: Buffer.from(bytes).toString('base64') });
      const key = { key: (chain[0] as X509Certificate).publicKey, dsaEncoding: 'der' as const, ...paddingOf(algorithm) };
      if (!verify('sha256', bytes, key, signature))
        throw new AppError('unavailable', { cause: new Error('The signer signed something else') });
      return signature;
    },
  };
}

async function ask(url: string, token: string, body: object): Promise<Buffer> {
  try {
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (!reply.ok) throw new Error(`The signer answered ${reply.status}`);
    const text = await reply.text();
    if (text.length > MAX_REPLY_BYTES) throw new Error('The signer answered too much');
    return Buffer.from(Reply.parse(JSON.parse(text)).signature, 'base64');
  } catch (cause) {
    throw new AppError('unavailable', { cause });
  }
}

// The certificate library resolves its parts by metadata that this import adds to the language; it must come first.
import 'reflect-metadata';
import { KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { AppError } from '@guichet/protocol';
import { ChallengePasswordAttribute, Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import { z } from 'zod';
import { type DocumentSigner, keySigner, type SignerProvider, type SigningEvent } from './signer.ts';

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const MAX_REPLY_BYTES = 64 * 1024;

const Reply = z.object({ certificates: z.array(z.string().startsWith('-----BEGIN CERTIFICATE-----').max(16_384)).min(1).max(8) });

interface EventCertificateOptions {
  /** Where the authority (or the bank's gateway to it) takes requests; HTTPS. */
  readonly url: string;
  /** Sent as a bearer token; read from a file by the configuration, never logged. */
  readonly token: string;
  readonly timeoutMs: number;
}

/**
 * Certificates for one event each: a key is made, used for one document and forgotten; the authority certifies it for the document's
 * fingerprint. `POST url {request: PKCS #10 in PEM, documentHash, at}` → `{certificates: [PEM, …]}`, the event's own first.
 */
export class EventCertificates implements SignerProvider {
  readonly kind = 'ca_event';
  readonly #options: EventCertificateOptions;

  constructor(options: EventCertificateOptions) {
    this.#options = options;
  }

  /** Throws `unavailable` when the authority does not answer in time, or with something else than a certificate of this very key. */
  async signerFor(event: SigningEvent, signal: AbortSignal): Promise<DocumentSigner> {
    const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
    const request = await Pkcs10CertificateRequestGenerator.create({
      name: [{ CN: ['Signing event'] }],
      keys,
      signingAlgorithm: SIGNING,
      attributes: [new ChallengePasswordAttribute(event.documentHash)],
    });
    const { certificates } = await this.#ask(
      { request: request.toString('pem'), documentHash: event.documentHash, at: event.atMs },
      signal,
    );
    const chain = readChain(certificates);
    const key = KeyObject.from(keys.privateKey);
    if (chain[0]?.checkPrivateKey(key) !== true) throw new AppError('unavailable');
    return keySigner(
      this.kind,
      key,
      chain.map(({ raw }) => raw),
    );
  }

  async #ask(body: { readonly request: string; readonly documentHash: string; readonly at: number }, signal: AbortSignal) {
    const { url, token, timeoutMs } = this.#options;
    try {
      const reply = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      if (!reply.ok) throw new Error(`The authority answered ${reply.status}`);
      const text = await reply.text();
      if (text.length > MAX_REPLY_BYTES) throw new Error('The authority answered too much');
      return Reply.parse(JSON.parse(text));
    } catch (cause) {
      throw new AppError('unavailable', { cause });
    }
  }
}

function readChain(certificates: readonly string[]): X509Certificate[] {
  try {
    return certificates.map((pem) => new X509Certificate(pem));
  } catch (cause) {
    throw new AppError('unavailable', { cause });
  }
}

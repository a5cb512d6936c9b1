import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type DocumentSigner, keySigner, type SignerProvider } from './signer.ts';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The bank's own seal: one key and its certificates, for every document. */
export class BankSeal implements SignerProvider {
  readonly kind = 'bank_seal';
  readonly #signer: DocumentSigner;

  /**
   * @param pem the private key (PKCS #8) and the certificates, the seal's own first
   * Throws when the key is not the certificate's, or the file holds none.
   */
  constructor(pem: { readonly key: string; readonly certificates: string }) {
    const key: KeyObject = createPrivateKey(pem.key);
    const certificates = (pem.certificates.match(PEM_CERTIFICATE) ?? []).map((one) => new X509Certificate(one));
    const [own] = certificates;
    if (own === undefined) throw new Error('The seal has no certificate');
    if (!own.checkPrivateKey(key)) throw new Error("The seal's certificate is not that of its key");
    this.#signer = keySigner(
      this.kind,
      key,
      certificates.map(({ raw }) => raw),
    );
  }

  async signerFor(): Promise<DocumentSigner> {
    return this.#signer;
  }
}

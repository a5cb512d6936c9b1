import { type PageKey as PublicPageKey, type PageProof, proofText } from '@guichet/protocol';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

function base64Url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/**
 * The key pair of this page. The private half can't be exported and dies with the page, so a room token that is bound to it is worth
 * nothing elsewhere. Needs a secure context (HTTPS or loopback), as the camera does.
 */
export class PageKey {
  readonly #pair: CryptoKeyPair;
  readonly #public: PublicPageKey;
  /** RFC 7638 thumbprint (SHA-256, base64url); the counter binds room tokens to it. */
  readonly thumbprint: string;

  static async create(): Promise<PageKey> {
    const pair = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
    const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const publicKey = { kty: 'EC', crv: 'P-256', x, y } as const;
    // RFC 7638 section 3: the required members only, in lexicographic order, without blanks.
    const canonical = JSON.stringify({ crv: publicKey.crv, kty: publicKey.kty, x, y });
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical));
    return new PageKey(pair, publicKey, base64Url(digest));
  }

  private constructor(pair: CryptoKeyPair, publicKey: PublicPageKey, thumbprint: string) {
    this.#pair = pair;
    this.#public = publicKey;
    this.thumbprint = thumbprint;
  }

  /** Signs the node's nonce: this very page is here. */
  async prove(purpose: 'join' | 'resume', nonce: string): Promise<PageProof> {
    const text = new TextEncoder().encode(proofText(purpose, nonce));
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.#pair.privateKey, text);
    return { key: this.#public, signature: base64Url(signature) };
  }
}

import { type PageKey, type PageProof, proofText } from '@guichet/protocol';
import { calculateJwkThumbprint } from 'jose';

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** A page's own key, which the counter binds a room token to and the node asks proof of. */
export class PageIdentity {
  readonly key: PageKey;
  /** RFC 7638, SHA-256. */
  readonly thumbprint: string;
  readonly #privateKey: CryptoKey;

  static async create(): Promise<PageIdentity> {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(curve, false, ['sign', 'verify']);
    const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey);
    const key = { kty: 'EC', crv: 'P-256', x, y } as const;
    return new PageIdentity(key, await calculateJwkThumbprint(key, 'sha256'), privateKey);
  }

  private constructor(key: PageKey, thumbprint: string, privateKey: CryptoKey) {
    this.key = key;
    this.thumbprint = thumbprint;
    this.#privateKey = privateKey;
  }

  async prove(purpose: 'join' | 'resume', nonce: string): Promise<PageProof> {
    const text = new TextEncoder().encode(proofText(purpose, nonce));
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.#privateKey, text);
    return { key: this.key, signature: Buffer.from(signature).toString('base64url') };
  }
}

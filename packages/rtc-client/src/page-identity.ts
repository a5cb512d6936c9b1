import { type PageKey, type PageProof, proofText } from '@guichet/protocol';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** The key of this page: made when it loads, not extractable, gone with it. Nobody else can join or resume in its name. */
export interface PageIdentity {
  /** RFC 7638 thumbprint (SHA-256, base64url) of the public key: what a room token is bound to. */
  readonly thumbprint: string;
  /** Signs the node's nonce. */
  prove(purpose: 'join' | 'resume', nonce: string): Promise<PageProof>;
}

/** @throws DOMException where WebCrypto is missing, that is outside a secure context */
export async function createPageIdentity(): Promise<PageIdentity> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  const { x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  if (x === undefined || y === undefined) throw new Error('The exported key has no coordinates');
  const key: PageKey = { kty: 'EC', crv: 'P-256', x, y };
  return {
    thumbprint: await thumbprintOf(key),
    prove: async (purpose, nonce) => {
      const text = new TextEncoder().encode(proofText(purpose, nonce));
      const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, text);
      return { key, signature: base64url(new Uint8Array(signature)) };
    },
  };
}

/** RFC 7638 §3: SHA-256 over the JSON of the required members in lexicographic order, without white space. */
export async function thumbprintOf({ crv, kty, x, y }: PageKey): Promise<string> {
  const canonical = new TextEncoder().encode(JSON.stringify({ crv, kty, x, y }));
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', canonical)));
}

/** RFC 4648 §5, without padding. */
function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

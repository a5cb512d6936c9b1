import { createHash } from 'node:crypto';
import { proofText } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { createPageIdentity, thumbprintOf } from './page-identity.ts';

describe('the identity of a page', () => {
  it('has the RFC 7638 thumbprint of its public key', async () => {
    const identity = await createPageIdentity();
    const { key } = await identity.prove('join', 'a-nonce-of-some-length');
    const canonical = `{"crv":"P-256","kty":"EC","x":"${key.x}","y":"${key.y}"}`;
    expect(identity.thumbprint).toBe(createHash('sha256').update(canonical).digest('base64url'));
    expect(await thumbprintOf(key)).toBe(identity.thumbprint);
  });

  it('signs the nonce for one purpose only', async () => {
    const identity = await createPageIdentity();
    const { key, signature } = await identity.prove('join', 'nonce-1');
    const publicKey = await crypto.subtle.importKey('jwk', key, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    const verify = (text: string) =>
      crypto.subtle.verify(
        { name: 'ECDSA', hash: 'SHA-256' },
        publicKey,
        Buffer.from(signature, 'base64url'),
        new TextEncoder().encode(text),
      );
    expect(await verify(proofText('join', 'nonce-1'))).toBe(true);
    expect(await verify(proofText('resume', 'nonce-1'))).toBe(false);
    expect(await verify(proofText('join', 'nonce-2'))).toBe(false);
  });

  it('is another one for every page', async () => {
    const [one, two] = await Promise.all([createPageIdentity(), createPageIdentity()]);
    expect(one.thumbprint).not.toBe(two.thumbprint);
  });
});

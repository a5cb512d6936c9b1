import type { JsonWebKey } from '@guichet/protocol';
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, importJWK } from 'jose';
import { z } from 'zod';
import { loadOrCreateSecretFile, replaceSecretFile } from '../keys/secret-file.ts';

/** How long a key signs before the next one takes over. */
export const KEY_LIFETIME_MS = 30 * 24 * 3_600_000;

const Ed25519Private = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().length(43),
  d: z.string().length(43),
  kid: z.string().min(16).max(64),
});
type Ed25519Private = z.infer<typeof Ed25519Private>;

/** What the file holds: who signs now, who will, and who did until lately. */
const KeyFile = z.object({
  format: z.literal('guichet.room-token-keys/1'),
  since: z.number().int(),
  current: Ed25519Private,
  next: Ed25519Private,
  previous: Ed25519Private.nullable(),
});
type KeyFile = z.infer<typeof KeyFile>;

/**
 * The keys that sign room tokens. Nodes are given the public halves when they register, the next key's among them, so that a change of
 * keys finds them prepared.
 */
export class RoomTokenKeys {
  readonly #path: string;
  #file: KeyFile;
  #signingKey: CryptoKey;

  private constructor(path: string, file: KeyFile, signingKey: CryptoKey) {
    this.#path = path;
    this.#file = file;
    this.#signingKey = signingKey;
  }

  /** Reads the keys, or makes them at the first start. */
  static async load(path: string, now: Date): Promise<RoomTokenKeys> {
    const text = await loadOrCreateSecretFile(path, async () => JSON.stringify(await newKeyFile(now)));
    const file = KeyFile.parse(JSON.parse(text));
    return new RoomTokenKeys(path, file, await importPrivate(file.current));
  }

  /** The key that signs now. */
  get signing(): { readonly kid: string; readonly key: CryptoKey } {
    return { kid: this.#file.current.kid, key: this.#signingKey };
  }

  /** Public halves of every key a token in use may be signed with, now or after the next change (JWK, RFC 8037). */
  get published(): JsonWebKey[] {
    const { current, next, previous } = this.#file;
    return [current, next, ...(previous === null ? [] : [previous])].map(({ kty, crv, x, kid }) => ({
      kty,
      crv,
      x,
      kid,
      alg: 'EdDSA',
      use: 'sig',
    }));
  }

  /** Lets the next key take over when the current one has signed long enough; true when it did: nodes then need the new set. */
  async rotateIfDue(now: Date): Promise<boolean> {
    if (now.getTime() - this.#file.since < KEY_LIFETIME_MS) return false;
    const { current, next } = this.#file;
    const file: KeyFile = {
      format: 'guichet.room-token-keys/1',
      since: now.getTime(),
      current: next,
      next: await newKey(),
      previous: current,
    };
    await replaceSecretFile(this.#path, JSON.stringify(file));
    this.#signingKey = await importPrivate(file.current);
    this.#file = file;
    return true;
  }
}

async function newKeyFile(now: Date): Promise<KeyFile> {
  return { format: 'guichet.room-token-keys/1', since: now.getTime(), current: await newKey(), next: await newKey(), previous: null };
}

async function newKey(): Promise<Ed25519Private> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return Ed25519Private.parse({ kty: jwk.kty, crv: jwk.crv, x: jwk.x, d: jwk.d, kid: await calculateJwkThumbprint(jwk) });
}

async function importPrivate({ kty, crv, x, d }: Ed25519Private): Promise<CryptoKey> {
  const key = await importJWK({ kty, crv, x, d }, 'EdDSA');
  if (key instanceof Uint8Array) throw new Error('An Ed25519 key was read as a symmetric one');
  return key;
}

import { PageKey } from '@guichet/protocol';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { loadOrCreateSecretFile } from '../keys/secret-file.ts';

const PrivateKey = PageKey.extend({ d: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });

/** The counter's key pair for recordings: nodes wrap each recording's data keys to the public half, and only the counter can open them. */
export interface RecordingKey {
  /** RFC 7638 thumbprint. */
  readonly keyId: string;
  readonly publicKey: PageKey;
  /** P-256 as a JWK; never leaves the counter. */
  readonly privateKey: z.infer<typeof PrivateKey>;
}

/** Reads the key from its file (JWK), or makes it at the first start. Whoever loses the file loses every recording: back it up. */
export async function loadRecordingKey(path: string): Promise<RecordingKey> {
  const text = await loadOrCreateSecretFile(path, async () => {
    const { privateKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
    return JSON.stringify(PrivateKey.parse(await exportJWK(privateKey)));
  });
  const privateKey = PrivateKey.parse(JSON.parse(text));
  const publicKey = PageKey.parse(privateKey);
  return { keyId: await calculateJwkThumbprint(publicKey), publicKey, privateKey };
}

import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type NodeKeyFiles = {
  /** Ed25519, JWK (RFC 8037). */
  readonly privateFile: string;
  /** The same key as PKCS #8, PEM. */
  readonly pemFile: string;
  /** What the counter approves without asking an administrator: JWK. */
  readonly publicFile: string;
};

/**
 * The identity of the node on this machine: one key, made once, for the SFU node that proves it to the counter and for
 * the recording service that seals chunks with it. Each reads it in the form it is used to; only the owner may.
 */
export function ensureNodeKey(dataDir: string): NodeKeyFiles {
  const folder = join(dataDir, 'keys');
  const files = { privateFile: join(folder, 'node.jwk'), pemFile: join(folder, 'node.pem'), publicFile: join(folder, 'node.public.jwk') };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = readKey(files.privateFile) ?? generateKeyPairSync('ed25519').privateKey;
  const { kty, crv, x, d } = key.export({ format: 'jwk' });
  writeOnce(files.privateFile, JSON.stringify({ kty, crv, x, d }), 0o600);
  writeOnce(files.pemFile, key.export({ type: 'pkcs8', format: 'pem' }).toString().trim(), 0o600);
  writeOnce(files.publicFile, JSON.stringify({ kty, crv, x }), 0o644);
  return files;
}

function readKey(file: string): KeyObject | undefined {
  if (!existsSync(file)) return undefined;
  return createPrivateKey({ key: JSON.parse(readFileSync(file, 'utf8')), format: 'jwk' });
}

function writeOnce(file: string, text: string, mode: number): void {
  if (!existsSync(file)) writeFileSync(file, `${text}\n`, { mode });
}

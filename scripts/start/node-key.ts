import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type NodeKeyFiles = { readonly privateFile: string; readonly publicFile: string };

/** The key of the SFU node on this machine, made once: Ed25519 as JWK (RFC 8037), the private one readable by its owner only. */
export function ensureNodeKey(dataDir: string): NodeKeyFiles {
  const privateFile = join(dataDir, 'keys', 'node.jwk');
  const publicFile = join(dataDir, 'keys', 'node.public.jwk');
  if (existsSync(privateFile) && existsSync(publicFile)) return { privateFile, publicFile };
  const { kty, crv, x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  mkdirSync(dirname(privateFile), { recursive: true, mode: 0o700 });
  writeFileSync(privateFile, `${JSON.stringify({ kty, crv, x, d })}\n`, { mode: 0o600 });
  writeFileSync(publicFile, `${JSON.stringify({ kty, crv, x })}\n`);
  return { privateFile, publicFile };
}

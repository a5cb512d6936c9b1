import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { NodeKey, nodeProofText } from '@guichet/protocol';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';

const { subtle } = globalThis.crypto;
const PrivateKey = NodeKey.extend({ d: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
type PrivateKey = z.infer<typeof PrivateKey>;

/** Who this node is: an Ed25519 key (RFC 8037) that never leaves its file. */
export class NodeIdentity {
  readonly publicKey: NodeKey;
  /** RFC 7638: what an administrator approves. */
  readonly thumbprint: string;
  readonly #privateKey: CryptoKey;

  /** Reads the key, or makes it at the first start: readable by its owner only, the public half beside it for enrolment. */
  static async load(file: string): Promise<NodeIdentity> {
    if (!existsSync(file)) await makeKey(file);
    const jwk = PrivateKey.parse(JSON.parse(readFileSync(file, 'utf8')));
    const { kty, crv, x } = jwk;
    const publicKey: NodeKey = { kty, crv, x };
    writePublicKey(file, publicKey);
    const key = await subtle.importKey('jwk', { ...jwk, ext: false }, 'Ed25519', false, ['sign']);
    return new NodeIdentity(publicKey, await calculateJwkThumbprint(publicKey, 'sha256'), key);
  }

  private constructor(publicKey: NodeKey, thumbprint: string, privateKey: CryptoKey) {
    this.publicKey = publicKey;
    this.thumbprint = thumbprint;
    this.#privateKey = privateKey;
  }

  /** Signs the counter's nonce: Ed25519 (RFC 8032), base64url. */
  async proveFor(nonce: string): Promise<string> {
    const signature = await subtle.sign('Ed25519', this.#privateKey, new TextEncoder().encode(nodeProofText(nonce)));
    return Buffer.from(signature).toString('base64url');
  }
}

async function makeKey(file: string): Promise<void> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const key: PrivateKey = PrivateKey.parse(await exportJWK(privateKey));
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // The recording service may start at the same moment and needs the same key: whoever links first has made it.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(key)}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}

function writePublicKey(file: string, key: NodeKey): void {
  const path = `${file}.pub`;
  const text = `${JSON.stringify(key)}\n`;
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  writeFileSync(path, text, { mode: 0o644 });
}

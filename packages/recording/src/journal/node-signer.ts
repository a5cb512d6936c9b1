import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { nodeKeyId } from '@guichet/evidence';
import { NodeKey } from '@guichet/protocol';

/** The node's Ed25519 key, as far as the recorder needs it. */
export interface NodeSigner {
  readonly key: NodeKey;
  readonly keyId: string;
  /** Ed25519 signature over the UTF-8 bytes, base64url. */
  sign(text: string): string;
}

export function nodeSigner(privateKeyPem: string): NodeSigner {
  const privateKey = createPrivateKey(privateKeyPem);
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('The node key is not an Ed25519 key');
  const key = NodeKey.parse(createPublicKey(privateKey).export({ format: 'jwk' }));
  return {
    key,
    keyId: nodeKeyId(key),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url'),
  };
}

/**
 * The node's key from a PEM file (PKCS #8), which is made, readable by its owner alone, when it isn't there yet. The SFU and its recorder
 * share the file; whichever starts first makes it, and nobody ever sees half of it.
 */
export function loadNodeSigner(path: string): NodeSigner {
  if (!existsSync(path)) makeKeyFile(path);
  return nodeSigner(readFileSync(path, 'utf8'));
}

function makeKeyFile(path: string): void {
  const draft = `${path}.${process.pid}.new`;
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(draft, pem, { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  } finally {
    unlinkSync(draft);
  }
}

import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { loadOrCreateSecretFile } from './secret-file.ts';

const KEY_BYTES = 32;

/** The key that personal values and webhook secrets stand under in the database (AES-256-GCM); made at the first start. */
export async function loadDataKey(path: string): Promise<KeyObject> {
  const text = await loadOrCreateSecretFile(path, async () => randomBytes(KEY_BYTES).toString('base64url'));
  const bytes = Buffer.from(text.trim(), 'base64url');
  if (bytes.length !== KEY_BYTES) throw new Error(`The file of the data key does not hold ${KEY_BYTES} bytes in base64url`);
  return createSecretKey(bytes);
}

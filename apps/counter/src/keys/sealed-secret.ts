import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals a secret for a column (AES-256-GCM, NIST SP 800-38D), bound to `place`: in another row it does not open. */
export function sealSecret(dataKey: KeyObject, place: string, secret: Uint8Array): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, dataKey, nonce).setAAD(Buffer.from(place, 'utf8'));
  return new Uint8Array(Buffer.concat([Buffer.from([FORMAT]), nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]));
}

/** Throws for anything that `sealSecret` did not make for this place with this key. */
export function openSecret(dataKey: KeyObject, place: string, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== FORMAT) throw new Error('Unknown format of a sealed secret');
  const decipher = createDecipheriv(CIPHER, dataKey, bytes.subarray(1, 1 + NONCE_BYTES))
    .setAAD(Buffer.from(place, 'utf8'))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

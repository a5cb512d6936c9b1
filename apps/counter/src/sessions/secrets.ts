import { createHash, randomBytes } from 'node:crypto';

/** A fresh secret of an entry link: 256 bits in base64url. */
export const newEntrySecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of it: SHA-256 as hexadecimal. It has 256 bits of its own and needs no salt. */
export const entrySecretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

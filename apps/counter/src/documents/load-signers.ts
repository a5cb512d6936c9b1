import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import type { Clock } from '../database/clock.ts';
import { EventCertificates } from './event-certificate.ts';
import { loadSeal } from './seal-key.ts';
import type { SignerKind, SignerProvider } from './signer.ts';

/** An authority looks into what it certifies; a page waits for it. */
const AUTHORITY_TIMEOUT_MS = 15_000;

/** Everybody who can sign documents here: the bank's seal always, an authority where one is configured. */
export async function loadSigners(
  { seal, authority }: Config['documents'],
  clock: Clock,
): Promise<Readonly<Partial<Record<SignerKind, SignerProvider>>> & { readonly bank_seal: SignerProvider }> {
  const bankSeal = await loadSeal(seal, clock);
  if (authority === null) return { bank_seal: bankSeal };
  const token = (await readFile(authority.tokenPath, 'utf8')).trim();
  return { bank_seal: bankSeal, ca_event: new EventCertificates({ url: authority.url, token, timeoutMs: AUTHORITY_TIMEOUT_MS }) };
}

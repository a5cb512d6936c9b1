import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type CmsSigner, formatNoteKey, type NoteSigner } from '@guichet/evidence/sealing';
import { z } from 'zod';
import type { Clock } from '../database/clock.ts';
import { loadOrCreateSecretFile } from '../keys/secret-file.ts';
import { loadMadeAuthority } from './made-authority.ts';
import { fileSigner, httpSigner } from './seal-signers.ts';
import type { SealingSettings } from './settings.ts';
import { httpAuthority, localAuthority, type TimeAuthority } from './time-authority.ts';

/** Everybody who vouches for sessions here, and what a reader must have of them. */
export interface Institution {
  readonly signer: CmsSigner;
  /** The subject of the seal's certificate. */
  readonly signerName: string;
  /** Nobody but this installation vouches for the seal. */
  readonly demo: boolean;
  /** Signs the heads of the log of seals, and those that customers are handed. */
  readonly log: NoteSigner;
  readonly logKey: string;
  readonly timeAuthorities: readonly TimeAuthority[];
  /** PEM: what stands above the seal, and above the local authority of time where that is asked. */
  readonly trust: string;
}

/** Throws for a key or a certificate that can't be used: nothing is ever sealed with less than what was asked for. */
export async function loadInstitution(settings: SealingSettings, clock: Clock): Promise<Institution> {
  const made = await loadMadeAuthority(settings.madePath, clock());
  const certificates = settings.own === null ? made.seal.certificate + made.root : await readFile(settings.own.certificatesPath, 'utf8');
  const signer = await signerOf(settings, made.seal.key, certificates);
  const [own] = signer.certificates.map((der) => new X509Certificate(der));
  const local = localAuthority(fileSigner(made.clock.key, null, made.clock.certificate + made.root), clock);
  const outside = settings.timeAuthorities.map(httpAuthority);
  const log = await loadLogSigner(settings);
  const top = new X509Certificate(signer.certificates.at(-1) as Uint8Array).toString();
  return {
    signer,
    signerName: commonNameOf(own),
    demo: settings.own === null,
    log,
    logKey: formatNoteKey(log),
    timeAuthorities: outside.length === 0 ? [local] : outside,
    trust: [...new Set([top.trim(), ...(outside.length === 0 ? [made.root.trim()] : [])])].map((one) => `${one}\n`).join(''),
  };
}

async function signerOf({ own }: SealingSettings, madeKey: string, certificatesPem: string): Promise<CmsSigner> {
  if (own === null) return fileSigner(madeKey, null, certificatesPem);
  if (own.key.kind === 'http') return httpSigner({ url: own.key.url, token: await secretIn(own.key.tokenPath), certificatesPem });
  const { path, passphrasePath } = own.key;
  return fileSigner(await readFile(path, 'utf8'), passphrasePath === null ? null : await secretIn(passphrasePath), certificatesPem);
}

const secretIn = async (path: string): Promise<string> => (await readFile(path, 'utf8')).trim();

const commonNameOf = (certificate: X509Certificate | undefined): string =>
  /^CN=(.+)$/m.exec(certificate?.subject ?? '')?.[1] ?? certificate?.subject.replaceAll('\n', ', ') ?? '';

const LogKeyFile = z.object({
  format: z.literal('guichet.log-key/1'),
  /** The name it was first used under. A log is its name and its key: neither changes any more. */
  origin: z.string().regex(/^[^\s+]{1,200}$/),
  key: z.string(),
});

async function loadLogSigner({ logKeyPath, logOrigin }: SealingSettings): Promise<NoteSigner> {
  const file = LogKeyFile.parse(JSON.parse(await loadOrCreateSecretFile(logKeyPath, async () => JSON.stringify(newLogKey(logOrigin)))));
  if (logOrigin !== null && logOrigin !== file.origin)
    throw new Error(`The log of seals is known as ${file.origin}: LOG_ORIGIN can't be another name`);
  const key = createPrivateKey(file.key);
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { name: file.origin, publicKey: new Uint8Array(Buffer.from(x, 'base64url')), sign: async (bytes) => sign(null, bytes, key) };
}

function newLogKey(origin: string | null): z.infer<typeof LogKeyFile> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const fingerprint = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 12);
  return {
    format: 'guichet.log-key/1',
    origin: origin ?? `guichet-${fingerprint}/seals`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

import { isAbsolute, join, resolve } from 'node:path';
import { DEFAULT_PACKS, shippedPackIds } from '@guichet/rules';
import type { SpeechSettings } from '@guichet/speech';
import { z } from 'zod';
import type { SealSettings } from './documents/seal-key.ts';
import type { IdentitySettings } from './identity/identity-settings.ts';
import { speechContradictions, speechFields, speechOf } from './inspection/listen/speech-config.ts';
import type { SealingSettings } from './sealing/settings.ts';

const REPOSITORY_ROOT = resolve(import.meta.dirname, '../../..');

const SHIPPED_TEMPLATES = resolve(import.meta.dirname, '../templates');
const SHIPPED_CONSENTS = resolve(import.meta.dirname, '../consents');

/** Hosts that only this machine can reach. */
const LOOPBACK_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

const Flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1');
const List = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
const Path = z
  .string()
  .min(1)
  .transform((path) => (isAbsolute(path) ? path : resolve(REPOSITORY_ROOT, path)));
const Origin = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin);
/** A CSP host source with its scheme: `https://media-1.bank.example:7443`, `https://*.media.bank.example`. */
const MediaSource = z.string().regex(/^https?:\/\/(\*\.)?[A-Za-z0-9.-]+(:(\d{1,5}|\*))?$/);
/** A program and its arguments, as a JSON array of texts. */
const Command = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'no JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.array(z.string().min(1)).min(1).max(16));
const TurnUrl = z.string().regex(/^(stun|stuns|turn|turns):[^\s@]+$/);

const BUCKET_FIELDS = {
  BUCKET: z.string().min(3).max(63).optional(),
  ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  REGION: z.string().min(1).max(64).default('us-east-1'),
  PREFIX: z
    .string()
    .regex(/^([A-Za-z0-9._-]+\/)*$/)
    .default(''),
  CREDENTIALS: Path.optional(),
  LOCK: z.enum(['COMPLIANCE', 'GOVERNANCE']).default('COMPLIANCE'),
};
type BucketFields<Of extends string> = { [Name in keyof typeof BUCKET_FIELDS as `${Of}_${Name}`]: (typeof BUCKET_FIELDS)[Name] };
const bucketFields = <Of extends string>(of: Of): BucketFields<Of> =>
  Object.fromEntries(Object.entries(BUCKET_FIELDS).map(([name, field]) => [`${of}_${name}`, field])) as BucketFields<Of>;

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  GUICHET_DATA: Path.default(join(REPOSITORY_ROOT, '.data')),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  ADDITIONAL_ORIGINS: List.pipe(z.array(Origin)),
  TRUSTED_PROXIES: List,
  TLS_CERT: Path.optional(),
  TLS_KEY: Path.optional(),
  NODE_ENROL_KEY: Path.optional(),
  NODE_ZONE: z.string().min(1).max(64).default('default'),
  STORE_DIR: Path.optional(),
  ...bucketFields('STORE_S3'),
  /** As the nodes have it: nothing that landed is tried to be cleared before. */
  STORE_S3_LOCK_DAYS: z.coerce.number().min(0.001).max(14).default(7),
  ARCHIVE_DIR: Path.optional(),
  ...bucketFields('ARCHIVE_S3'),
  ARCHIVE_KEEP_LANDED_HOURS: z.coerce
    .number()
    .min(0)
    .max(24 * 365)
    .default(24),
  MASTER_KEYS: Path.optional(),
  RECORDING_KEY: Path.optional(),
  DATA_KEY: Path.optional(),
  TOKEN_KEYS: Path.optional(),
  WEB_CUSTOMER_DIR: Path.optional(),
  WEB_CONSOLE_DIR: Path.optional(),
  WEB_VERIFIER_DIR: Path.optional(),
  MEDIA_SOURCES: List.pipe(z.array(MediaSource)),
  TURN_URLS: List.pipe(z.array(TurnUrl).max(8)),
  TURN_SECRET: z.string().min(16).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  GUICHET_LIFELINE_FD: z.coerce.number().int().min(3).max(1_023).optional(),
  METRICS_PUBLIC: Flag,
  SERVICE_HOSTS: List.pipe(z.array(z.string().regex(/^[A-Za-z0-9.-]+(:\d{1,5})?$/))),
  SECRETS_DIR: Path.optional(),
  DOCUMENT_TEMPLATES: Path.optional(),
  CONSENT_TEXTS: Path.optional(),
  RULE_PACKS: List.pipe(z.array(z.enum(shippedPackIds()))),
  DOCUMENT_SEAL_KEY: Path.optional(),
  DOCUMENT_SEAL_CERT: Path.optional(),
  DOCUMENT_CA_URL: z.url({ protocol: /^https?$/ }).optional(),
  DOCUMENT_CA_TOKEN: Path.optional(),
  SEAL_KEY: Path.optional(),
  SEAL_KEY_PASSPHRASE: Path.optional(),
  SEAL_SIGNER_URL: z.url({ protocol: /^https?$/ }).optional(),
  SEAL_SIGNER_TOKEN: Path.optional(),
  SEAL_CERTIFICATE: Path.optional(),
  TSA_URLS: List.pipe(z.array(z.url({ protocol: /^https?$/ })).max(8)),
  LOG_KEY: Path.optional(),
  LOG_ORIGIN: z
    .string()
    .regex(/^[A-Za-z0-9.\-/]{1,200}$/)
    .optional(),
  VIRTUAL_AGENT_COMMAND: Command.optional(),
  IDENTITY_ENGINE: z.enum(['human', 'faceplugin', 'none']).default('human'),
  IDENTITY_MODELS: Path.optional(),
  IDENTITY_DOCUMENTS: Path.optional(),
  /** Pictures and sound of recorded calls are measured, and warned of. On where engines look at faces, as those judge half of what is worth a warning. */
  LIVE_CHECKS: z.enum(['on', 'off']).optional(),
  IDENTITY_WORKERS: z.coerce.number().int().min(1).max(32).default(1),
  FACE_SERVICE_URL: z.url({ protocol: /^https?$/ }).optional(),
  FACE_SERVICE_TOKEN: Path.optional(),
  FACE_SERVICE_CA: Path.optional(),
  FACE_SERVICE_CERT: Path.optional(),
  FACE_SERVICE_KEY: Path.optional(),
  FACE_SERVICE_TIMEOUT_MS: z.coerce.number().int().min(100).max(30_000).default(5_000),
  ...speechFields(Path),
  DEMO_BANK_URL: z.url({ protocol: /^http$/ }).optional(),
});

/** A bucket with object lock. */
export interface BucketConfig {
  readonly bucket: string;
  readonly endpoint: string | null;
  readonly region: string;
  readonly prefix: string;
  /** File with `accessKeyId` and `secretAccessKey` as JSON. */
  readonly credentialsPath: string;
  readonly lockMode: 'COMPLIANCE' | 'GOVERNANCE';
}

/** Everything the counter can be told from outside. Paths are absolute; secrets stand in files, except for the one shared with coturn. */
export interface Config {
  readonly host: string;
  /** 0 asks the system for a free one. */
  readonly port: number;
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** Where browsers reach the counter, without a trailing slash; entry links begin with it. Null: found out when it listens (port 0). */
  readonly publicUrl: string | null;
  readonly additionalOrigins: readonly string[];
  /** Addresses or CIDR ranges whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly tls: { readonly certPath: string; readonly keyPath: string } | null;
  /** Browsers speak TLS with the counter or with a proxy before it: cookies are `Secure`, HSTS is sent. */
  readonly secure: boolean;
  /** File with the public key (JWK) of the node that is started together with the counter: approved without asking an administrator. */
  readonly nodeEnrolKeyPath: string | null;
  /** Zone whose nodes are preferred. */
  readonly zone: string;
  /** Where nodes ship recordings to during the call. */
  readonly landing: { readonly folder: string; readonly s3: BucketConfig | null; readonly lockedForMs: number };
  /** Where recordings stand once they are over: a folder, or a bucket with object lock. */
  readonly archive: {
    readonly folder: string;
    readonly s3: BucketConfig | null;
    /** How long what nodes shipped stays after all of it was archived and read back. */
    readonly keepLandedMs: number;
  };
  readonly keys: { readonly recordingPath: string; readonly dataPath: string; readonly tokensPath: string; readonly masterPath: string };
  readonly web: { readonly customerDir: string | null; readonly consoleDir: string | null; readonly verifierDir: string | null };
  /** Where pages may look for media nodes, as CSP sources; empty: at the nodes that are enrolled. */
  readonly mediaSources: readonly string[];
  readonly turn: { readonly urls: readonly string[]; readonly secret: string | null };
  readonly logLevel: z.infer<typeof Environment>['LOG_LEVEL'];
  /** Read end of a pipe: the counter ends when it is closed, so that no orphan outlives whoever started it. */
  readonly lifelineFd: number | null;
  /** `/metrics` answers everybody instead of loopback alone. */
  readonly metricsPublic: boolean;
  /** What flows may reach of the bank's systems: hosts, with a port where it is not the scheme's own; and where the secrets for it stand, one file each. */
  readonly services: { readonly hosts: readonly string[]; readonly secretsDir: string };
  /** Starts the process of a virtual agent; null: there is none, and flows are told so. */
  readonly virtualAgentCommand: readonly string[] | null;
  /** Which engines look at documents and faces. */
  readonly identity: IdentitySettings;
  /** Which engine makes out what was said; null: none. */
  readonly speech: SpeechSettings | null;
  /** Pictures and sound of recorded calls are measured, and warned of. */
  readonly liveChecks: boolean;
  /** Where the demo bank's systems answer, for the seed: it enters them as services. */
  readonly demoBankUrl: string | null;
  /** Folders with the texts of consents, the bank's own before those that ship. */
  readonly consentFolders: readonly string[];
  /** Ids of the packs that recordings are held against and flows are proved by. */
  readonly rulePacks: readonly string[];
  /** Who vouches for sessions, and when. */
  readonly sealing: SealingSettings;
  readonly documents: {
    /** Folders with templates, the bank's own before those that ship. */
    readonly templateFolders: readonly string[];
    readonly seal: SealSettings;
    /** The authority that certifies single signings, and the file with the token for it; null: none. */
    readonly authority: { readonly url: string; readonly tokenPath: string } | null;
  };
}

/** The environment does not describe a counter that could run. Names every problem, no value. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Reads the environment once; throws `ConfigError` with all problems at once. An empty variable counts as unset. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Environment.safeParse(given);
  // zod's own messages can quote the value; a connection string holds a password.
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${describe(issue)}`));

  const problems = contradictions(parsed.data);
  if (problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

type Values = z.infer<typeof Environment>;

function contradictions(values: Values): string[] {
  const problems: string[] = [];
  if ((values.TLS_CERT === undefined) !== (values.TLS_KEY === undefined)) problems.push('TLS_CERT and TLS_KEY: set both or neither');
  if (values.TURN_SECRET !== undefined && values.TURN_URLS.length === 0) problems.push('TURN_SECRET: useless without TURN_URLS');
  if (values.TURN_URLS.some((url) => url.startsWith('turn')) && values.TURN_SECRET === undefined) {
    problems.push('TURN_URLS: a turn: or turns: server needs TURN_SECRET');
  }
  if (values.TLS_CERT !== undefined && values.PUBLIC_URL !== undefined && !values.PUBLIC_URL.startsWith('https:')) {
    problems.push('PUBLIC_URL: must begin with https: when TLS_CERT is set');
  }
  if (values.TLS_CERT === undefined && values.PUBLIC_URL?.startsWith('https:') === false && !isLoopbackUrl(values.PUBLIC_URL)) {
    problems.push(
      'PUBLIC_URL: browsers give a camera to https: pages only; set TLS_CERT and TLS_KEY, or name the https: address of the proxy',
    );
  }
  for (const store of ['STORE', 'ARCHIVE'] as const) {
    const [bucket, endpoint] = [values[`${store}_S3_BUCKET`], values[`${store}_S3_ENDPOINT`]];
    if ((bucket === undefined) !== (values[`${store}_S3_CREDENTIALS`] === undefined)) {
      problems.push(`${store}_S3_BUCKET and ${store}_S3_CREDENTIALS: set both or neither`);
    }
    if (bucket !== undefined && values[`${store}_DIR`] !== undefined) problems.push(`${store}_DIR: useless beside ${store}_S3_BUCKET`);
    if (endpoint?.startsWith('http:') === true && !isLoopbackUrl(endpoint)) problems.push(`${store}_S3_ENDPOINT: must begin with https:`);
  }
  if ((values.DOCUMENT_SEAL_CERT === undefined) !== (values.DOCUMENT_SEAL_KEY === undefined)) {
    problems.push('DOCUMENT_SEAL_CERT and DOCUMENT_SEAL_KEY: set both or neither');
  }
  if ((values.DOCUMENT_CA_URL === undefined) !== (values.DOCUMENT_CA_TOKEN === undefined)) {
    problems.push('DOCUMENT_CA_URL and DOCUMENT_CA_TOKEN: set both or neither');
  }
  if (values.DOCUMENT_CA_URL?.startsWith('http:') === true && !isLoopbackUrl(values.DOCUMENT_CA_URL)) {
    problems.push('DOCUMENT_CA_URL: must begin with https:');
  }
  problems.push(...sealingContradictions(values), ...identityContradictions(values), ...speechContradictions(values, isLoopbackUrl));
  return problems;
}

function sealingContradictions(values: Values): string[] {
  const { SEAL_KEY: key, SEAL_SIGNER_URL: url, SEAL_SIGNER_TOKEN: token, SEAL_CERTIFICATE: certificate } = values;
  const problems: string[] = [];
  if (key !== undefined && url !== undefined) problems.push('SEAL_KEY and SEAL_SIGNER_URL: set one of them');
  if ((key ?? url) !== undefined && certificate === undefined)
    problems.push('SEAL_CERTIFICATE: must be set with SEAL_KEY or SEAL_SIGNER_URL');
  if (certificate !== undefined && (key ?? url) === undefined)
    problems.push('SEAL_CERTIFICATE: useless without SEAL_KEY or SEAL_SIGNER_URL');
  if (values.SEAL_KEY_PASSPHRASE !== undefined && key === undefined) problems.push('SEAL_KEY_PASSPHRASE: useless without SEAL_KEY');
  if ((url === undefined) !== (token === undefined)) problems.push('SEAL_SIGNER_URL and SEAL_SIGNER_TOKEN: set both or neither');
  if (url?.startsWith('http:') === true && !isLoopbackUrl(url)) problems.push('SEAL_SIGNER_URL: must begin with https:');
  return problems;
}

function identityContradictions(values: Values): string[] {
  const { FACE_SERVICE_URL: url, FACE_SERVICE_CERT: cert, FACE_SERVICE_KEY: key } = values;
  const problems: string[] = [];
  if (values.IDENTITY_ENGINE === 'faceplugin' && values.IDENTITY_MODELS === undefined) {
    problems.push('IDENTITY_MODELS: must be set with IDENTITY_ENGINE=faceplugin');
  }
  if (url === undefined && [values.FACE_SERVICE_TOKEN, values.FACE_SERVICE_CA, cert, key].some((path) => path !== undefined)) {
    problems.push('FACE_SERVICE_TOKEN, FACE_SERVICE_CA, FACE_SERVICE_CERT, FACE_SERVICE_KEY: useless without FACE_SERVICE_URL');
  }
  if ((cert === undefined) !== (key === undefined)) problems.push('FACE_SERVICE_CERT and FACE_SERVICE_KEY: set both or neither');
  if (url?.startsWith('http:') === true && !isLoopbackUrl(url)) problems.push('FACE_SERVICE_URL: must begin with https:');
  return problems;
}

function identityOf(values: Values): IdentitySettings {
  const url = values.FACE_SERVICE_URL;
  const tls = {
    caPath: values.FACE_SERVICE_CA ?? null,
    certPath: values.FACE_SERVICE_CERT ?? null,
    keyPath: values.FACE_SERVICE_KEY ?? null,
  };
  return {
    engine: values.IDENTITY_ENGINE === 'none' ? null : values.IDENTITY_ENGINE,
    modelsDir: values.IDENTITY_MODELS ?? null,
    documentsDir: values.IDENTITY_DOCUMENTS ?? null,
    workers: values.IDENTITY_WORKERS,
    faceService:
      url === undefined ? null : { url, tokenPath: values.FACE_SERVICE_TOKEN ?? null, tls, deadlineMs: values.FACE_SERVICE_TIMEOUT_MS },
  };
}

function sealingOf(values: Values, keysDir: string): SealingSettings {
  const { SEAL_KEY: path, SEAL_SIGNER_URL: url, SEAL_SIGNER_TOKEN: tokenPath, SEAL_CERTIFICATE: certificatesPath } = values;
  const passphrasePath = values.SEAL_KEY_PASSPHRASE ?? null;
  const file = path === undefined ? null : ({ kind: 'file', path, passphrasePath } as const);
  const key = url === undefined || tokenPath === undefined ? file : ({ kind: 'http', url, tokenPath } as const);
  return {
    own: key === null || certificatesPath === undefined ? null : { key, certificatesPath },
    madePath: join(keysDir, 'made-authority.json'),
    logKeyPath: values.LOG_KEY ?? join(keysDir, 'log.json'),
    logOrigin: values.LOG_ORIGIN ?? null,
    timeAuthorities: values.TSA_URLS,
  };
}

function sealOf({ DOCUMENT_SEAL_KEY: keyPath, DOCUMENT_SEAL_CERT: certificatesPath }: Values): SealSettings['own'] {
  return keyPath === undefined || certificatesPath === undefined ? null : { keyPath, certificatesPath };
}

function bucketOf(values: Values, store: 'STORE' | 'ARCHIVE'): BucketConfig | null {
  const [bucket, credentialsPath] = [values[`${store}_S3_BUCKET`], values[`${store}_S3_CREDENTIALS`]];
  if (bucket === undefined || credentialsPath === undefined) return null;
  const [endpoint = null, region] = [values[`${store}_S3_ENDPOINT`], values[`${store}_S3_REGION`]];
  return { bucket, endpoint, region, prefix: values[`${store}_S3_PREFIX`], credentialsPath, lockMode: values[`${store}_S3_LOCK`] };
}

function toConfig(values: Values): Config {
  const keysDir = join(values.GUICHET_DATA, 'keys');
  const tls = values.TLS_CERT !== undefined && values.TLS_KEY !== undefined ? { certPath: values.TLS_CERT, keyPath: values.TLS_KEY } : null;
  const publicUrl =
    values.PUBLIC_URL?.replace(/\/+$/, '') ?? (values.PORT === 0 ? null : `${tls ? 'https' : 'http'}://localhost:${values.PORT}`);
  return {
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL,
    dataDir: values.GUICHET_DATA,
    publicUrl,
    additionalOrigins: values.ADDITIONAL_ORIGINS,
    trustedProxies: values.TRUSTED_PROXIES,
    tls,
    secure: tls !== null || publicUrl?.startsWith('https:') === true,
    nodeEnrolKeyPath: values.NODE_ENROL_KEY ?? null,
    zone: values.NODE_ZONE,
    landing: {
      folder: values.STORE_DIR ?? join(values.GUICHET_DATA, 'store'),
      s3: bucketOf(values, 'STORE'),
      lockedForMs: values.STORE_S3_LOCK_DAYS * 86_400_000,
    },
    archive: {
      folder: values.ARCHIVE_DIR ?? join(values.GUICHET_DATA, 'archive'),
      s3: bucketOf(values, 'ARCHIVE'),
      keepLandedMs: values.ARCHIVE_KEEP_LANDED_HOURS * 3_600_000,
    },
    keys: {
      recordingPath: values.RECORDING_KEY ?? join(keysDir, 'recording.jwk'),
      dataPath: values.DATA_KEY ?? join(keysDir, 'data.key'),
      tokensPath: values.TOKEN_KEYS ?? join(keysDir, 'room-tokens.jwks'),
      masterPath: values.MASTER_KEYS ?? join(keysDir, 'archive.keys'),
    },
    web: {
      customerDir: values.WEB_CUSTOMER_DIR ?? null,
      consoleDir: values.WEB_CONSOLE_DIR ?? null,
      verifierDir: values.WEB_VERIFIER_DIR ?? null,
    },
    mediaSources: values.MEDIA_SOURCES,
    turn: { urls: values.TURN_URLS, secret: values.TURN_SECRET ?? null },
    logLevel: values.LOG_LEVEL,
    lifelineFd: values.GUICHET_LIFELINE_FD ?? null,
    metricsPublic: values.METRICS_PUBLIC,
    virtualAgentCommand: values.VIRTUAL_AGENT_COMMAND ?? null,
    identity: identityOf(values),
    speech: speechOf(values),
    liveChecks: (values.LIVE_CHECKS ?? (values.IDENTITY_ENGINE === 'none' ? 'off' : 'on')) === 'on',
    demoBankUrl: values.DEMO_BANK_URL ?? null,
    rulePacks: values.RULE_PACKS.length > 0 ? values.RULE_PACKS : DEFAULT_PACKS,
    consentFolders: [...(values.CONSENT_TEXTS === undefined ? [] : [values.CONSENT_TEXTS]), SHIPPED_CONSENTS],
    sealing: sealingOf(values, keysDir),
    documents: {
      templateFolders: [...(values.DOCUMENT_TEMPLATES === undefined ? [] : [values.DOCUMENT_TEMPLATES]), SHIPPED_TEMPLATES],
      seal: { own: sealOf(values), madePath: join(keysDir, 'document-seal.pem') },
      authority:
        values.DOCUMENT_CA_URL !== undefined && values.DOCUMENT_CA_TOKEN !== undefined
          ? { url: values.DOCUMENT_CA_URL, tokenPath: values.DOCUMENT_CA_TOKEN }
          : null,
    },
    services: { hosts: values.SERVICE_HOSTS, secretsDir: values.SECRETS_DIR ?? join(values.GUICHET_DATA, 'secrets') },
  };
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'must be set';
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`;
  return `is not of the expected form (${issue.code})`;
}

function isLoopbackUrl(url: string): boolean {
  return LOOPBACK_HOSTS.includes(new URL(url).hostname);
}

/**
 * The origins whose pages may send changing requests and open sockets: the public one, those that were added, and, since nobody else
 * can serve a page there, this machine's own names on the counter's port.
 */
export function allowedOrigins(config: Config, listeningPort: number): ReadonlySet<string> {
  const scheme = config.tls === null ? 'http' : 'https';
  const loopback = LOOPBACK_HOSTS.map((host) => new URL(`${scheme}://${host}:${listeningPort}`).origin);
  const publicOrigin = config.publicUrl === null ? [] : [new URL(config.publicUrl).origin];
  return new Set([...publicOrigin, ...config.additionalOrigins, ...loopback]);
}

import { z } from 'zod';
import { S3LockMode, type S3Place, S3Prefix } from '../store/s3-settings.ts';

const Megabytes = z.coerce.number().min(0).max(1_000_000);
/** Hosts that only this machine can reach. */
const LOOPBACK_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
const Millis = z.coerce.number().int();

const Environment = z.object({
  /** Unix domain socket that the node connects to. Made with mode 0600: who may open it is the node's user alone. */
  RECORDING_SOCKET: z.string().min(1).max(100),
  /** Where journals are written: a folder on a disk of this machine. Made when it isn't there, like the store's. */
  JOURNAL_DIR: z.string().min(1),
  /** Where closed chunks are shipped: a folder, or a bucket with object lock. */
  RECORDING_STORE_DIR: z.string().min(1).optional(),
  RECORDING_STORE_S3_BUCKET: z.string().min(3).max(63).optional(),
  /** File with `accessKeyId` and `secretAccessKey` as JSON. */
  RECORDING_STORE_S3_CREDENTIALS: z.string().min(1).optional(),
  /** Where the bucket is, when that is not Amazon. */
  RECORDING_STORE_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  RECORDING_STORE_S3_REGION: z.string().min(1).max(64).default('us-east-1'),
  RECORDING_STORE_S3_PREFIX: S3Prefix.default(''),
  RECORDING_STORE_S3_LOCK: S3LockMode.default('COMPLIANCE'),
  /** Time enough to bring it into the archive; a recording whose time is over must not be held up by it. */
  RECORDING_STORE_S3_LOCK_DAYS: z.coerce.number().min(0.001).max(14).default(7),
  /** The node's Ed25519 private key (PEM); made when it isn't there. */
  RECORDING_NODE_KEY_FILE: z.string().min(1),
  /** Under so much free space no recording starts, and those under way stop, visibly. */
  RECORDING_MIN_FREE_MB: Megabytes.default(512),
  RECORDING_FLUSH_MS: Millis.min(10).max(100).default(100),
  RECORDING_CHUNK_MS: Millis.min(200).max(1_500).default(1_500),
  /** How long packets may gather before they are taken in, and so by how much their arrival may be stamped late. */
  RECORDING_GATHER_MS: Millis.min(0).max(20).default(20),
  /** A tmpfs, where packets pass from a media worker of our own build; where it is none, or empty, they come as datagrams. */
  RECORDING_RING_DIR: z.string().default('/dev/shm'),
  /** A recording that no node asks about and that gets no packet is closed after so long. */
  RECORDING_ABANDON_MS: Millis.min(1_000).default(15 * 60_000),
  /** How long a journal stays on this machine after all of it is in the store. */
  RECORDING_KEEP_SHIPPED_HOURS: z.coerce
    .number()
    .min(0)
    .max(24 * 365)
    .default(24),
  /** Ends with its parent: when standard input closes. */
  RECORDING_EXIT_WITH_PARENT: z.enum(['0', '1']).default('0'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type StorePlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 's3'; readonly place: S3Place; readonly credentialsPath: string; readonly lockedForMs: number };

export interface ServiceConfig {
  readonly socketPath: string;
  readonly journalDir: string;
  readonly store: StorePlace;
  readonly nodeKeyFile: string;
  readonly minFreeBytes: number;
  readonly flushMs: number;
  readonly chunkMs: number;
  readonly gatherMs: number;
  readonly ringDir: string;
  readonly abandonMs: number;
  readonly keepShippedMs: number;
  readonly exitWithParent: boolean;
  readonly logLevel: string;
}

/** The configuration from the environment; throws one error that names every problem. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): ServiceConfig {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw cannotStart(problems);
  }

  const { data } = parsed;
  const store = storeOf(data);
  return {
    socketPath: data.RECORDING_SOCKET,
    journalDir: data.JOURNAL_DIR,
    store,
    nodeKeyFile: data.RECORDING_NODE_KEY_FILE,
    minFreeBytes: data.RECORDING_MIN_FREE_MB * 1024 * 1024,
    flushMs: data.RECORDING_FLUSH_MS,
    chunkMs: data.RECORDING_CHUNK_MS,
    gatherMs: data.RECORDING_GATHER_MS,
    ringDir: data.RECORDING_RING_DIR,
    abandonMs: data.RECORDING_ABANDON_MS,
    keepShippedMs: data.RECORDING_KEEP_SHIPPED_HOURS * 3_600_000,
    exitWithParent: data.RECORDING_EXIT_WITH_PARENT === '1',
    logLevel: data.LOG_LEVEL,
  };
}

const cannotStart = (problems: readonly string[]): Error => new Error(`The recording service can't start:\n  ${problems.join('\n  ')}`);

function storeOf(data: z.infer<typeof Environment>): StorePlace {
  const { RECORDING_STORE_DIR: folder, RECORDING_STORE_S3_BUCKET: bucket, RECORDING_STORE_S3_CREDENTIALS: credentialsPath } = data;
  const { RECORDING_STORE_S3_ENDPOINT: endpoint = null } = data;
  const problems: string[] = [];
  if ((folder === undefined) === (bucket === undefined))
    problems.push('RECORDING_STORE_DIR and RECORDING_STORE_S3_BUCKET: set one of them');
  if ((bucket === undefined) !== (credentialsPath === undefined))
    problems.push('RECORDING_STORE_S3_BUCKET and RECORDING_STORE_S3_CREDENTIALS: set both or neither');
  if (endpoint !== null && new URL(endpoint).protocol === 'http:' && !LOOPBACK_HOSTS.includes(new URL(endpoint).hostname))
    problems.push('RECORDING_STORE_S3_ENDPOINT: must begin with https:');
  if (problems.length > 0) throw cannotStart(problems);
  if (bucket === undefined || credentialsPath === undefined) return { kind: 'folder', folder: folder ?? '' };
  const { RECORDING_STORE_S3_REGION: region, RECORDING_STORE_S3_PREFIX: prefix, RECORDING_STORE_S3_LOCK: lockMode } = data;
  const lockedForMs = data.RECORDING_STORE_S3_LOCK_DAYS * 86_400_000;
  return { kind: 's3', place: { bucket, endpoint, region, prefix, lockMode }, credentialsPath, lockedForMs };
}

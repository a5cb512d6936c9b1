import { availableParallelism } from 'node:os';
import { z } from 'zod';

const Port = z.coerce.number().int().min(1).max(65_535);
const List = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** One member for each environment variable; what it means stands beside it. */
const Environment = z
  .object({
    /** The counter this node belongs to: it dials out to it. */
    COUNTER_URL: z.url({ protocol: /^https?$/ }),
    /** How browsers reach the signalling of this node. */
    SIGNALLING_URL: z.url({ protocol: /^(https?|wss?)$/ }),
    HOST: z.string().min(1).default('127.0.0.1'),
    SFU_PORT: Port,
    /** Worker n listens for media on this port + n, UDP and TCP. */
    SFU_MEDIA_PORT: Port,
    /** Media workers; one a core uses the machine up. */
    SFU_WORKERS: z.coerce.number().int().min(1).max(128).default(availableParallelism()),
    /** Addresses or names under which browsers reach the media ports. */
    ANNOUNCED_ADDRESSES: List.pipe(z.array(z.string().max(256)).min(1).max(8)),
    /** Where the recording service beside this node listens. Without it no room can be recorded. */
    RECORDING_SOCKET: z.string().min(1).optional(),
    /** This node's identity: an Ed25519 JWK, made at the first start. */
    NODE_KEY: z.string().min(1),
    /** Which rooms the node holds, so that they outlive a kill of the process. */
    NODE_ROOMS: z.string().min(1).optional(),
    /** Reports that the counter has not acknowledged, so that they outlive it too. */
    NODE_REPORTS: z.string().min(1).optional(),
    NODE_ZONE: z.string().max(64).default('default'),
    TLS_CERT: z.string().min(1).optional(),
    TLS_KEY: z.string().min(1).optional(),
    MEDIASOUP_WORKER_BIN: z.string().min(1).optional(),
    /** How long a peer whose socket is gone keeps its place and its media. */
    GRACE_MS: z.coerce.number().int().min(1_000).max(3_600_000).default(60_000),
    CAPACITY_ROOMS: z.coerce.number().int().min(1).max(10_000).default(200),
    /** New sockets from one address: so many a second after a burst. */
    SFU_CONNECTS_PER_SECOND: z.coerce.number().positive().max(100_000).default(40),
    SFU_CONNECT_BURST: z.coerce.number().int().min(1).max(100_000).default(150),
    /** Reverse proxies whose `X-Forwarded-For` is believed. */
    TRUSTED_PROXIES: List.pipe(z.array(z.union([z.ipv4(), z.ipv6()])).max(16)).default([]),
    /** A pipe's read end that closes when whoever started this process is gone. */
    GUICHET_LIFELINE_FD: z.coerce.number().int().min(3).optional(),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  })
  .refine((env) => (env.TLS_CERT === undefined) === (env.TLS_KEY === undefined), {
    path: ['TLS_KEY'],
    error: 'TLS_CERT and TLS_KEY are given together or not at all',
  })
  .refine((env) => env.SFU_MEDIA_PORT + env.SFU_WORKERS - 1 <= 65_535, {
    path: ['SFU_MEDIA_PORT'],
    error: 'too high for so many workers',
  });

export interface SfuConfig {
  readonly counterUrl: string;
  readonly signallingUrl: string;
  readonly host: string;
  readonly port: number;
  readonly mediaPort: number;
  readonly workers: number;
  readonly announcedAddresses: readonly string[];
  readonly recordingSocket: string | null;
  readonly nodeKeyFile: string;
  readonly roomsFile: string;
  /** Reports that the counter has not acknowledged. */
  readonly reportsFile: string;
  readonly zone: string;
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | null;
  readonly workerBinary: string | null;
  readonly graceMs: number;
  readonly capacityRooms: number;
  readonly connectRate: { readonly perSecond: number; readonly burst: number };
  readonly trustedProxies: readonly string[];
  readonly lifelineFd: number | null;
  readonly logLevel: string;
}

/** Says everything that is wrong with the environment at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** @throws ConfigError naming every variable that is missing or wrong, never its value */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): SfuConfig {
  // A variable that is set to nothing is how shells and compose files say "not set".
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`The environment does not describe a media node:\n${problems.join('\n')}`);
  }
  const env = parsed.data;
  return {
    counterUrl: env.COUNTER_URL.replace(/\/+$/, ''),
    signallingUrl: env.SIGNALLING_URL,
    host: env.HOST,
    port: env.SFU_PORT,
    mediaPort: env.SFU_MEDIA_PORT,
    workers: env.SFU_WORKERS,
    announcedAddresses: env.ANNOUNCED_ADDRESSES,
    recordingSocket: env.RECORDING_SOCKET ?? null,
    nodeKeyFile: env.NODE_KEY,
    roomsFile: env.NODE_ROOMS ?? `${env.NODE_KEY}.rooms.json`,
    reportsFile: env.NODE_REPORTS ?? `${env.NODE_KEY}.reports.jsonl`,
    zone: env.NODE_ZONE,
    tls: env.TLS_CERT !== undefined && env.TLS_KEY !== undefined ? { certificateFile: env.TLS_CERT, keyFile: env.TLS_KEY } : null,
    workerBinary: env.MEDIASOUP_WORKER_BIN ?? null,
    graceMs: env.GRACE_MS,
    capacityRooms: env.CAPACITY_ROOMS,
    connectRate: { perSecond: env.SFU_CONNECTS_PER_SECOND, burst: env.SFU_CONNECT_BURST },
    trustedProxies: env.TRUSTED_PROXIES,
    lifelineFd: env.GUICHET_LIFELINE_FD ?? null,
    logLevel: env.LOG_LEVEL,
  };
}

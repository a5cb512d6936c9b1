import { resolve } from 'node:path';
import type { Language } from '@guichet/protocol';
import { z } from 'zod';
import { cacheDir, language, repositoryRoot } from './bootstrap/environment.mjs';

const Environment = z.object({
  PORT: z.coerce.number().int().min(1).max(65_000).default(8080),
  GUICHET_DATA: z.string().min(1).default('.data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  TEST_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  TURN_URLS: z.string().optional(),
  CHROMIUM_PATH: z.string().optional(),
  SERVICE_HOSTS: z.string().optional(),
  SECRETS_DIR: z.string().optional(),
});

/** What the launcher and its siblings can be told from outside. */
export type LauncherConfig = {
  readonly repositoryRoot: string;
  readonly cacheDir: string;
  readonly language: Language;
  /** Where browsers reach the counter. */
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  /** A PostgreSQL server that somebody else runs; undefined means the embedded one. */
  readonly databaseUrl: string | undefined;
  readonly testDatabaseUrl: string | undefined;
  readonly turnUrls: readonly string[];
  /** Systems of the bank that flows may reach besides the demo's. */
  readonly serviceHosts: readonly string[];
  /** Where the secrets for them stand, one file each. Absolute; undefined: in the data folder. */
  readonly secretsDir: string | undefined;
  /** A browser named by hand. */
  readonly chromiumBinary: string | undefined;
  /** Everything else, passed on to child processes unread. */
  readonly inherited: Readonly<Record<string, string>>;
};

/** The environment holds values that cannot be meant. Names every problem, no value. */
export class LauncherConfigError extends Error {
  override readonly name = 'LauncherConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** @throws LauncherConfigError with all problems at once. An empty variable counts as unset. */
export function readLauncherConfig(env: Readonly<Record<string, string | undefined>> = process.env): LauncherConfig {
  const inherited: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && value !== '') inherited[name] = value;
  const parsed = Environment.safeParse(inherited);
  if (!parsed.success) throw new LauncherConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`));
  const values = parsed.data;
  return {
    repositoryRoot,
    cacheDir: cacheDir(inherited),
    language: language(inherited),
    port: values.PORT,
    dataDir: resolve(repositoryRoot, values.GUICHET_DATA),
    databaseUrl: values.DATABASE_URL,
    testDatabaseUrl: values.TEST_DATABASE_URL,
    turnUrls: list(values.TURN_URLS),
    serviceHosts: list(values.SERVICE_HOSTS),
    secretsDir: values.SECRETS_DIR === undefined ? undefined : resolve(repositoryRoot, values.SECRETS_DIR),
    chromiumBinary: values.CHROMIUM_PATH,
    inherited,
  };
}

function list(text = ''): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

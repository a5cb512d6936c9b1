import { join } from 'node:path';
import { migrationsHash } from '@guichet/database/migrate';
import { SetupError } from '@guichet/database/setup-error';
import pg from 'pg';
import type { Progress } from '../setup/progress.ts';
import { runScript } from '../setup/run-script.ts';
import { hashSources, Stamp } from '../setup/stamps.ts';
import { readDemoSecrets, type DemoSecrets } from './demo-secrets.ts';

const SEED_TIMEOUT_MS = 60_000;

export type SeedOptions = {
  readonly repositoryRoot: string;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Where the demo bank's systems answer. */
  readonly bankUrl: string;
  /** Settles once they do. */
  readonly bankReady: Promise<unknown>;
  /** The counter's own environment: the seed reads the counter's configuration. */
  readonly env: Readonly<Record<string, string>>;
};

/** Puts the demo bank into a database that has not seen this version of it. Returns what opens it. */
export async function ensureSeeded(options: SeedOptions, progress: Progress): Promise<DemoSecrets> {
  const { repositoryRoot, dataDir, databaseUrl, bankUrl } = options;
  const stamp = new Stamp(dataDir, 'seeded');
  const sources = await hashSources([join(repositoryRoot, 'apps/counter/src'), join(repositoryRoot, 'apps/demo-bank/src')]);
  const wanted = [sources, migrationsHash(), await databaseIdentity(databaseUrl), bankUrl].join(' ');
  if (stamp.matches(wanted)) return readDemoSecrets(dataDir);
  return progress.step({ en: 'Opening the demo bank', 'zh-CN': '正在准备演示银行' }, async () => {
    await options.bankReady;
    await runSeed(options);
    stamp.write(wanted);
    return readDemoSecrets(dataDir);
  });
}

async function runSeed({ repositoryRoot, env }: SeedOptions): Promise<void> {
  const script = join(repositoryRoot, 'apps/counter/src/seed.ts');
  const { exitCode, stdout, stderr } = await runScript(process.execPath, [script], {
    cwd: repositoryRoot,
    env,
    timeoutMs: SEED_TIMEOUT_MS,
  });
  if (exitCode === 0) return;
  const reason = (stderr || stdout).trim().split('\n').slice(-12).join('\n');
  throw new SetupError({ en: `The demo bank could not be set up:\n${reason}`, 'zh-CN': `演示银行初始化失败：\n${reason}` });
}

/** Tells one database from another, so that a new one behind an old address is seeded again. */
async function databaseIdentity(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ identity: string }>(
      `select concat_ws('/', (select system_identifier from pg_control_system()), oid, datname) as identity
       from pg_database where datname = current_database()`,
    );
    return rows[0]?.identity ?? '';
  } finally {
    await client.end();
  }
}

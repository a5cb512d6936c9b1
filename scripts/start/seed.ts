import { join } from 'node:path';
import { migrationsHash } from '@guichet/database/migrate';
import { SetupError } from '@guichet/database/setup-error';
import pg from 'pg';
import type { z } from 'zod';
import type { Progress } from '../setup/progress.ts';
import { runScript } from '../setup/run-script.ts';
import { hashSources, Stamp } from '../setup/stamps.ts';
import { DemoLogins, SeedReport, type DemoLogin } from './demo-logins.ts';

const SEED_TIMEOUT_MS = 60_000;

export type SeedOptions = {
  readonly repositoryRoot: string;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** The counter's own environment: the seed reads the counter's configuration. */
  readonly env: Readonly<Record<string, string>>;
};

/** Puts the demo bank into a database that has not seen this version of it. Returns the demo logins. */
export async function ensureSeeded(options: SeedOptions, progress: Progress): Promise<DemoLogin[]> {
  const { repositoryRoot, dataDir, databaseUrl } = options;
  const logins = new DemoLogins(dataDir);
  const stamp = new Stamp(dataDir, 'seeded');
  const sources = await hashSources([join(repositoryRoot, 'apps/counter/src')]);
  const wanted = [sources, migrationsHash(), await databaseIdentity(databaseUrl)].join(' ');
  if (stamp.matches(wanted)) return logins.read();
  return progress.step({ en: 'Opening the demo bank', 'zh-CN': '正在准备演示银行' }, async () => {
    const merged = logins.merge((await runSeed(options)).logins);
    stamp.write(wanted);
    return merged;
  });
}

async function runSeed({ repositoryRoot, env }: SeedOptions): Promise<z.infer<typeof SeedReport>> {
  const script = join(repositoryRoot, 'apps/counter/src/seed.ts');
  const { exitCode, stdout, stderr } = await runScript(process.execPath, [script], {
    cwd: repositoryRoot,
    env,
    timeoutMs: SEED_TIMEOUT_MS,
  });
  const lastLine = stdout.trim().split('\n').at(-1) ?? '';
  if (exitCode === 0) return SeedReport.parse(JSON.parse(lastLine));
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

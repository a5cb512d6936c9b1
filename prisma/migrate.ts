import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { parseConnection } from './engine/connection.ts';
import { runPrisma } from './prisma-command.ts';
import { SetupError } from './setup-error.ts';

const SCHEMA = join(import.meta.dirname, 'schema.prisma');
const MIGRATIONS = join(import.meta.dirname, 'migrations');
const CONNECT_TIMEOUT_MS = 10_000;

/** Writes the typed client from schema.prisma into the counter. */
export async function generateClient(): Promise<void> {
  await runOrThrow(['generate', '--no-hints'], undefined);
}

/** Applies every migration that the database has not seen. */
export async function deployMigrations(databaseUrl: string): Promise<void> {
  await runOrThrow(['migrate', 'deploy'], databaseUrl);
}

/** Changes whenever the generated client would; hexadecimal SHA-256. */
export function schemaHash(): string {
  return hashFiles([SCHEMA, join(import.meta.dirname, 'package.json')]);
}

/** Changes whenever the migrations do; hexadecimal SHA-256. */
export function migrationsHash(): string {
  return hashFiles(migrationFiles());
}

/** Whether `deployMigrations` would have something to do: asks the database itself what it has seen. */
export async function pendingMigrations(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ ...parseConnection(databaseUrl).config, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect();
  try {
    const known = await client.query<{ table: string | null }>(`select to_regclass('_prisma_migrations') as table`);
    if (known.rows[0]?.table == null) return true;
    const applied = await client.query<{ checksum: string }>(
      'select checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null',
    );
    const checksums = new Set(applied.rows.map((row) => row.checksum));
    // Prisma's checksum is the SHA-256 of the file. One that differs is Prisma's to complain about.
    return migrationFiles().some((file) => !checksums.has(createHash('sha256').update(readFileSync(file)).digest('hex')));
  } finally {
    await client.end();
  }
}

function migrationFiles(): string[] {
  const folders = readdirSync(MIGRATIONS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = folders.map((entry) => join(MIGRATIONS, entry.name, 'migration.sql'));
  return files.filter((file) => existsSync(file)).toSorted();
}

function hashFiles(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file.slice(import.meta.dirname.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

async function runOrThrow(args: readonly string[], databaseUrl: string | undefined): Promise<void> {
  const { exitCode, output } = await runPrisma(args, databaseUrl, false);
  if (exitCode === 0) return;
  const command = `node prisma/cli.ts ${args.join(' ')}`;
  throw new SetupError({ en: `"${command}" failed:\n${output.trim()}`, 'zh-CN': `“${command}”失败：\n${output.trim()}` });
}

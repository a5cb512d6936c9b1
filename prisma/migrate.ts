import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runPrisma } from './prisma-command.ts';
import { SetupError } from './setup-error.ts';

const SCHEMA = join(import.meta.dirname, 'schema.prisma');
const MIGRATIONS = join(import.meta.dirname, 'migrations');

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

/** Changes whenever `deployMigrations` would have something to do; hexadecimal SHA-256. */
export function migrationsHash(): string {
  const folders = readdirSync(MIGRATIONS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = folders.map((entry) => join(MIGRATIONS, entry.name, 'migration.sql')).filter((file) => existsSync(file));
  return hashFiles(files.toSorted());
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

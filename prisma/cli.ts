/**
 * The Prisma CLI on the offline engine, with a database to talk to:
 *
 *   node prisma/cli.ts generate                     write the client into apps/counter
 *   node prisma/cli.ts migrate dev --name add-queue  write a migration for what schema.prisma gained
 *   node prisma/cli.ts migrate deploy                bring the data folder's database up to date
 *
 * With DATABASE_URL every command talks to that server. Without it `migrate dev` and `migrate diff` use a throw-away
 * cluster, so that writing a migration never touches anybody's data, and all others use the one in GUICHET_DATA.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDatabaseConfig } from './config.ts';
import { startEmbedded, type EmbeddedServer } from './embedded/index.ts';
import { runPrisma } from './prisma-command.ts';
import { SetupError } from './setup-error.ts';

const WITHOUT_DATABASE = ['generate', 'validate', 'format', 'version', 'init'];
const ON_THROW_AWAY = ['dev', 'diff'];

async function main(args: readonly string[]): Promise<number> {
  const { databaseUrl, dataDir } = readDatabaseConfig();
  const [command = '', subcommand = ''] = args;
  if (databaseUrl !== undefined || command === '' || WITHOUT_DATABASE.includes(command) || command.startsWith('-')) {
    return (await runPrisma(args, databaseUrl, true)).exitCode;
  }
  if (command !== 'migrate' || !ON_THROW_AWAY.includes(subcommand)) {
    const server = await startEmbedded({ dir: join(dataDir, 'postgres') });
    return runOn(server, args).finally(() => server.stop());
  }
  const folder = mkdtempSync(join(tmpdir(), 'guichet-migrate-'));
  const server = await startEmbedded({ dir: join(folder, 'postgres'), durable: false });
  return runOn(server, args).finally(async () => {
    await server.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
}

async function runOn(server: EmbeddedServer, args: readonly string[]): Promise<number> {
  return (await runPrisma(args, server.url, true)).exitCode;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n${error.remedy ? `  ${error.remedy}\n` : ''}`);
  process.exitCode = 1;
}

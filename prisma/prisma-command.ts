import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { readDatabaseConfig } from './config.ts';

const ENGINE = join(import.meta.dirname, 'engine', 'schema-engine.ts');

export type PrismaResult = { readonly exitCode: number; readonly output: string };

/**
 * Runs the ordinary Prisma CLI on our offline schema engine.
 *
 * @param show true passes its output on as it comes (and asks questions); false collects it
 */
export async function runPrisma(args: readonly string[], databaseUrl: string | undefined, show: boolean): Promise<PrismaResult> {
  const cli = join(dirname(createRequire(import.meta.url).resolve('prisma/package.json')), 'build', 'index.js');
  const { inherited } = readDatabaseConfig();
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: import.meta.dirname,
    stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: {
      ...inherited,
      // The engine's first line asks PATH for node: it must be this one, which runs TypeScript.
      PATH: `${dirname(process.execPath)}${delimiter}${inherited['PATH'] ?? ''}`,
      PRISMA_SCHEMA_ENGINE_BINARY: ENGINE,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    },
  });
  let output = '';
  child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (output += text.toString()));
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  return { exitCode, output };
}

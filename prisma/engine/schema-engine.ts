#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
/**
 * Stands in for Prisma's native schema engine, which the Prisma CLI would download from a host that a bank's network
 * seldom lets it reach. It is the same engine, compiled to WebAssembly by Prisma and pinned in package.json, behind the
 * command line and the JSON-RPC dialogue of the native one. `PRISMA_SCHEMA_ENGINE_BINARY` names this file.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runDatabaseCommand } from './database-commands.ts';
import { serveJsonRpc, type Datamodel, type Datasource } from './json-rpc.ts';
import { loadEngine } from './wasm.ts';

/** The exit code by which the CLI knows a crash from a refusal. */
const CRASHED = 101;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    // The CLI passes options that mean nothing here; a stand-in ignores what it does not know.
    strict: false,
    options: {
      datamodels: { type: 'string', multiple: true },
      datamodel: { type: 'string', multiple: true, short: 'd' },
      datasource: { type: 'string' },
      'enabled-preview-features': { type: 'string' },
      'extension-types': { type: 'string' },
      version: { type: 'boolean' },
    },
  });
  if (values.version) {
    process.stdout.write(`schema-engine-cli ${(await loadEngine()).version()}\n`);
    return 0;
  }
  const datasource = (typeof values.datasource === 'string' ? JSON.parse(values.datasource) : {}) as Datasource;
  if (positionals[0] === 'cli') return runDatabaseCommand(positionals[1], datasource.url);
  const paths = [...(values.datamodels ?? []), ...(values.datamodel ?? [])].filter((path) => typeof path === 'string');
  const datamodels = paths.map((path): Datamodel => [path, readFileSync(path, 'utf8')]);
  await serveJsonRpc(datamodels.length > 0 ? datamodels : undefined, datasource);
  return 0;
}

function crash(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(CRASHED);
}

process.on('uncaughtException', crash).on('unhandledRejection', crash);
process.exit(await main());

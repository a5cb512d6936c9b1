import { createInterface } from 'node:readline';
import { readDatabaseConfig } from '../config.ts';
import { adapterFactory } from './adapter-factory.ts';
import { createDatabase } from './database-commands.ts';
import { lastPanic, loadEngine, type SchemaEngine } from './wasm.ts';

export type Datamodel = [path: string, content: string];
export type Datasource = { url: string; shadowDatabaseUrl?: string };

type Request = { id: number; method?: string; params?: Params };
/** The few parameters that are read here; the rest is between the CLI and the engine. */
type Params = { datasource?: Datasource } & Partial<DevDiagnosticInput>;
type DevDiagnosticInput = Parameters<SchemaEngine['devDiagnostic']>[0];
type EngineMethod = (params: unknown) => Promise<unknown>;

/** Methods whose name differs between the binary's protocol and the WebAssembly interface. */
const RENAMED: Readonly<Record<string, string>> = { getDatabaseVersion: 'version' };
/** The binary answers these with an empty object, the WebAssembly engine with nothing at all. */
const WITHOUT_RESULT = new Set([
  'dbExecute',
  'ensureConnectionValidity',
  'markMigrationApplied',
  'markMigrationRolledBack',
  'reset',
  'debugPanic',
]);
/**
 * These find the schema of the migration history only in the engine's cache ("shadow DB must be provided through an
 * external factory" otherwise); `devDiagnostic` fills it.
 */
const NEED_HISTORY = new Set(['evaluateDataLoss', 'createMigration']);
/** Ids of our own requests to the CLI start far above those of its requests to us. */
const OWN_ID_BASE = 1_000_000;
const SERVER_ERROR = 4466;

/** Answers the CLI's requests, one JSON object a line, until it closes our standard input. */
export async function serveJsonRpc(datamodels: Datamodel[] | undefined, datasource: Datasource): Promise<void> {
  const engine = lazily(async () => {
    const { SchemaEngine } = await loadEngine();
    const factory = adapterFactory(datasource.url, datasource.shadowDatabaseUrl);
    const debug = (log: string) => readDatabaseConfig().inherited['DEBUG'] && process.stderr.write(`${log}\n`);
    return SchemaEngine.new({ datamodels }, debug, factory as never);
  });
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    if (!request.method) continue; // The CLI's answer to a `print` of ours.
    try {
      write({ id: request.id, result: await answer(request, request.method, engine, datasource) });
    } catch (error) {
      write({ id: request.id, error: describeFailure(error) });
    }
  }
}

async function answer(request: Request, method: string, engine: () => Promise<SchemaEngine>, datasource: Datasource): Promise<unknown> {
  const params = request.params ?? {};
  if (method === 'createDatabase') return { databaseName: await createDatabase(params.datasource?.url ?? datasource.url) };
  const target = await engine();
  const { migrationsList, filters } = params;
  if (NEED_HISTORY.has(method) && migrationsList && filters && migrationsList.migrationDirectories.length > 0) {
    await target.devDiagnostic({ migrationsList, filters });
  }
  const methods = target as unknown as Record<string, EngineMethod | undefined>;
  const call = methods[RENAMED[method] ?? method];
  if (!call) throw new Error(`The schema engine has no method "${method}".`);
  const result = await call.call(target, request.params);
  if (method === 'diff') return printDiff(request.id, result as { stdout?: string; exitCode: number });
  return WITHOUT_RESULT.has(method) ? {} : (result ?? null);
}

/** The binary prints a diff through the CLI and returns the exit code alone. */
function printDiff(id: number, result: { stdout?: string; exitCode: number }): { exitCode: number } {
  if (result.stdout) write({ id: OWN_ID_BASE + id, method: 'print', params: { content: result.stdout } });
  return { exitCode: result.exitCode };
}

function describeFailure(error: unknown): object {
  const isPanic = error instanceof WebAssembly.RuntimeError;
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof Error && 'code' in error ? { error_code: error.code, meta: 'meta' in error ? error.meta : null } : {};
  const data = { is_panic: isPanic, message: isPanic ? lastPanic.message || message : message, ...known };
  return { code: SERVER_ERROR, message: 'An error happened. Check the data field for details.', data };
}

function write(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

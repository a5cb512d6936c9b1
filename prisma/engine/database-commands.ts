import pg from 'pg';
import { parseConnection } from './connection.ts';
import { toKnownError } from './known-errors.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** PostgreSQL's codes for "there is one already", the second when another process was faster by a hair. */
const ALREADY_THERE = ['42P04', '23505'];

/** The engine's `cli` sub-commands, which need no engine. Returns the exit code. */
export async function runDatabaseCommand(command: string | undefined, url: string): Promise<number> {
  const { config } = parseConnection(url);
  try {
    if (command === 'can-connect-to-database') await connectAnd(config, () => undefined);
    else if (command === 'create-database') await createDatabase(url);
    else throw new Error(`The schema engine has no command "cli ${command}".`);
    return 0;
  } catch (error) {
    const { code, message } = toKnownError(error, config);
    logError(message, code);
    return 1;
  }
}

/** Creates the database that the URL names, unless it is there. Returns its name. */
export async function createDatabase(url: string): Promise<string> {
  const { config } = parseConnection(url);
  const name = config.database ?? config.user ?? 'postgres';
  await connectAnd({ ...config, database: 'postgres' }, (client) => client.query(`create database ${client.escapeIdentifier(name)}`)).catch(
    (error: unknown) => {
      if (error instanceof pg.DatabaseError && ALREADY_THERE.includes(error.code ?? '')) return;
      throw error;
    },
  );
  return name;
}

async function connectAnd(config: pg.ClientConfig, work: (client: pg.Client) => unknown): Promise<void> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The one line of JSON by which the CLI learns why the engine failed. */
function logError(message: string, errorCode: string | undefined): void {
  const fields = errorCode === undefined ? { message } : { message, error_code: errorCode };
  const line = { timestamp: new Date().toISOString(), level: 'ERROR', fields, target: 'schema_engine::logger' };
  process.stderr.write(`\n${JSON.stringify(line)}\n`);
}

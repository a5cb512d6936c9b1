/**
 * The only place of this package that reads the environment.
 *
 * Nothing here is validated by a schema: these are paths and a connection string that the tools behind them
 * check themselves, and the launcher must run before any dependency is known to be installed.
 */
import { resolve } from 'node:path';

const repositoryRoot = resolve(import.meta.dirname, '..');

export type DatabaseConfig = {
  /** Connection string of a PostgreSQL server that somebody else runs; undefined means the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Where this installation keeps everything it writes. */
  readonly dataDir: string;
  /** Connection string of the throw-away cluster of the running tests, any database of it. */
  readonly testDatabaseUrl: string | undefined;
  /** `1` skips user namespaces, to exercise the set-uid fallback. */
  readonly noUserNamespaces: boolean;
  /** Everything else, passed on to child processes unread. */
  readonly inherited: NodeJS.ProcessEnv;
};

/** Reads the environment as it is now, so that a test may set a variable and see it honoured. */
export function readDatabaseConfig(env: NodeJS.ProcessEnv = process.env): DatabaseConfig {
  return {
    databaseUrl: env['DATABASE_URL'] || undefined,
    dataDir: resolve(repositoryRoot, env['GUICHET_DATA'] || '.data'),
    testDatabaseUrl: env['TEST_DATABASE_URL'] || undefined,
    noUserNamespaces: env['GUICHET_NO_USERNS'] === '1',
    inherited: env,
  };
}

/** Tells the test processes that are started from here on where their cluster is. */
export function publishTestDatabaseUrl(url: string): void {
  process.env['TEST_DATABASE_URL'] = url;
}

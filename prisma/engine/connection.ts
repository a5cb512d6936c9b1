import type { ClientConfig } from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';

/** Parameters of a connection string that mean something to Prisma and nothing to `pg`. */
const PRISMA_PARAMETERS = ['schema', 'connection_limit', 'pool_timeout', 'pgbouncer', 'statement_cache_size', 'socket_timeout'];

export type Connection = {
  readonly config: ClientConfig;
  /** The PostgreSQL schema that unqualified names live in. */
  readonly schema: string;
};

/**
 * Splits a connection string into its parts. `pg` lets `connectionString` win over `database`, and the adapter
 * reaches the shadow database by changing `database` alone: with the string left in, the shadow database would
 * be the real one.
 */
export function parseConnection(url: string): Connection {
  const parsed = new URL(url);
  const schema = parsed.searchParams.get('schema') ?? 'public';
  for (const name of PRISMA_PARAMETERS) parsed.searchParams.delete(name);
  const { connectionString: _, ...config } = parseIntoClientConfig(parsed.toString());
  if (schema === 'public') return { config, schema };
  const options = `${config.options ?? ''} -c search_path="${schema}"`.trim();
  return { config: { ...config, options }, schema };
}

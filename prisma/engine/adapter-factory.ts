import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { CatalogClient, restoringChars } from './catalog-client.ts';
import { parseConnection, type Connection } from './connection.ts';

// One connection: the engine's advisory lock and its search path belong to a session.
const POOL = { max: 1, application_name: 'guichet-schema-engine', Client: CatalogClient };

/** How the engine reaches the database, and the shadow database that `migrate dev` compares against. */
export function adapterFactory(url: string, shadowUrl: string | undefined) {
  const main = parseConnection(url);
  const open = async ({ config, schema }: Connection) => restoringChars(await new PrismaPg({ ...config, ...POOL }, { schema }).connect());
  const { provider, adapterName } = new PrismaPg(main.config);
  return bindMigrationAwareSqlAdapterFactory({
    provider,
    adapterName,
    connect: () => open(main),
    async connectToShadowDb() {
      if (shadowUrl !== undefined) return open(parseConnection(shadowUrl));
      const database = `prisma_migrate_shadow_db_${randomUUID()}`;
      await execute(main, `create database "${database}"`);
      const adapter = await open({ ...main, config: { ...main.config, database } });
      const dispose = adapter.dispose.bind(adapter);
      adapter.dispose = async () => {
        await dispose();
        await execute(main, `drop database if exists "${database}" with (force)`);
      };
      return adapter;
    },
  });
}

async function execute({ config }: Connection, sql: string): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

import { join } from 'node:path';
import { defineConfig } from 'prisma/config';
import { readDatabaseConfig } from './config.ts';

const { databaseUrl } = readDatabaseConfig();

export default defineConfig({
  schema: join(import.meta.dirname, 'schema.prisma'),
  migrations: { path: join(import.meta.dirname, 'migrations') },
  ...(databaseUrl === undefined ? {} : { datasource: { url: databaseUrl } }),
});

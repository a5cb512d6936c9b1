import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { readDatabaseConfig } from './config.ts';
import { deployMigrations, migrationsHash } from './migrate.ts';

/** Any number, the same in every test process: whoever holds it builds the template. */
const TEMPLATE_LOCK = 7_318_002;

export type TestDatabase = { readonly url: string; drop(): Promise<void> };

/**
 * A database of its own for one test file, migrated and empty, cloned in milliseconds from a template that the first
 * caller builds. TEST_DATABASE_URL names the cluster; vitest's set-up (`test-cluster.ts`) starts one where it is unset.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { testDatabaseUrl } = readDatabaseConfig();
  if (testDatabaseUrl === undefined) {
    throw new Error('TEST_DATABASE_URL is unset: only *.int.test.ts files, run by the vitest project "int", have a database.');
  }
  const template = await ensureTemplate(testDatabaseUrl);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(testDatabaseUrl, (admin) => admin.query(`create database ${name} template ${template}`));
  return {
    url: withDatabase(testDatabaseUrl, name),
    drop: () => administer(testDatabaseUrl, (admin) => admin.query(`drop database if exists ${name} with (force)`)),
  };
}

/** Builds the migrated template unless a test before us did; returns its name, which changes with the migrations. */
async function ensureTemplate(clusterUrl: string): Promise<string> {
  const name = `template_${migrationsHash().slice(0, 12)}`;
  await administer(clusterUrl, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const found = await admin.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount) return;
    // Under another name until it is whole, so that a migration that fails leaves no half-made template behind.
    const draft = `${name}_draft`;
    await admin.query(`drop database if exists ${draft} with (force)`);
    await admin.query(`create database ${draft}`);
    await deployMigrations(withDatabase(clusterUrl, draft));
    await admin.query(`alter database ${draft} rename to ${name}`);
  });
  return name;
}

async function administer(clusterUrl: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: withDatabase(clusterUrl, 'postgres') });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

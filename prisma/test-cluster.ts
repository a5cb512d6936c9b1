import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishTestDatabaseUrl, readDatabaseConfig } from './config.ts';
import { startEmbedded } from './embedded/index.ts';

export type TestCluster = { readonly url: string; stop(): Promise<void> };

/** A PostgreSQL that lives as long as a test run: nothing is flushed, and nothing is left of it afterwards. */
export async function startTestCluster(): Promise<TestCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-test-'));
  const server = await startEmbedded({ dir: join(folder, 'postgres'), database: 'guichet_test', durable: false });
  return {
    url: server.url,
    async stop() {
      await server.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Vitest's global set-up of the integration tests: starts a cluster unless TEST_DATABASE_URL names one. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (readDatabaseConfig().testDatabaseUrl !== undefined) return undefined;
  const cluster = await startTestCluster();
  publishTestDatabaseUrl(cluster.url);
  return () => cluster.stop();
}

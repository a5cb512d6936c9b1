import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deployMigrations, generateClient, pendingMigrations, schemaHash } from '@guichet/database/migrate';
import type { LauncherConfig } from '../config.ts';
import { stampFolder } from './build-web.ts';
import type { Progress } from './progress.ts';
import { Stamp } from './stamps.ts';

/** Writes the counter's typed database client when the schema changed since it was written. */
export async function ensureDatabaseClient({ repositoryRoot }: LauncherConfig, progress: Progress): Promise<void> {
  const stamp = new Stamp(stampFolder(repositoryRoot), 'database-client');
  const schema = schemaHash();
  if (stamp.matches(schema) && existsSync(join(repositoryRoot, 'apps/counter/src/database/generated/client.ts'))) return;
  await progress.step({ en: 'Generating the database client', 'zh-CN': '正在生成数据库客户端' }, generateClient);
  stamp.write(schema);
}

/** Applies migrations when the database has not seen all of them. */
export async function ensureMigrated(databaseUrl: string, progress: Progress): Promise<void> {
  if (!(await pendingMigrations(databaseUrl))) return;
  await progress.step({ en: 'Migrating the database', 'zh-CN': '正在更新数据库结构' }, () => deployMigrations(databaseUrl));
}

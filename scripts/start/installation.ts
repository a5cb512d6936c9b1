import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LauncherConfig } from '../config.ts';
import { buildWebApps } from '../setup/build-web.ts';
import { ensureDatabaseClient, ensureMigrated } from '../setup/database.ts';
import type { Progress } from '../setup/progress.ts';
import { ensureMediaWorker } from './ensure-media-worker.ts';
import { SupervisedDatabase } from './supervised-database.ts';

export type PreparedInstallation = {
  readonly workerBinary: string;
  readonly databaseUrl: string;
  /** Undefined where somebody else runs the database. */
  readonly database: SupervisedDatabase | undefined;
};

export type PrepareOptions = { readonly durable: boolean; readonly pages: boolean; readonly onDatabaseDeath: () => void };

/** Everything that must be there before the first child starts: worker, web apps and database, made side by side. */
export async function prepareInstallation(
  config: LauncherConfig,
  progress: Progress,
  options: PrepareOptions,
): Promise<PreparedInstallation> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const database = config.databaseUrl === undefined ? startDatabase(config, progress, options) : Promise.resolve(undefined);
  try {
    const [workerBinary, databaseUrl] = await Promise.all([
      ensureMediaWorker(progress),
      database.then(async (embedded) => {
        const url = embedded?.url ?? config.databaseUrl ?? '';
        await ensureDatabaseClient(config, progress);
        await ensureMigrated(url, progress);
        return url;
      }),
      options.pages ? buildWebApps(config, progress) : undefined,
    ]);
    return { workerBinary, databaseUrl, database: await database };
  } catch (error) {
    await database.then((embedded) => embedded?.stop()).catch(() => undefined);
    throw error;
  }
}

function startDatabase(
  config: LauncherConfig,
  progress: Progress,
  { durable, onDatabaseDeath }: PrepareOptions,
): Promise<SupervisedDatabase> {
  return progress.step({ en: 'Starting PostgreSQL', 'zh-CN': '正在启动 PostgreSQL' }, () =>
    SupervisedDatabase.start({ dir: join(config.dataDir, 'postgres'), durable }, onDatabaseDeath),
  );
}

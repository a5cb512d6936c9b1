import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { embeddedBinaries } from '@guichet/database/embedded';
import { SetupError } from '@guichet/database/setup-error';
import pg from 'pg';
import { findWorker } from './find-worker.ts';
import { runScript } from '../setup/run-script.ts';
import { runningInstance } from '../start/index.ts';
import { ok, plain, verdict, type Check } from './check.ts';

const CONNECT_TIMEOUT_MS = 5_000;
/** Row-level features in use came with it; the embedded one is 18. */
const OLDEST_POSTGRES = 15;

export const nodeCheck: Check = {
  id: 'node',
  title: plain('Node'),
  why: { en: 'The servers are TypeScript that Node runs as it is.', 'zh-CN': '各服务由 Node 直接运行 TypeScript。' },
  run: () => Promise.resolve(ok(`${process.version} (${process.execPath})`)),
};

export const workerCheck: Check = {
  id: 'worker',
  title: { en: 'Media worker', 'zh-CN': '媒体工作进程' },
  why: { en: 'It carries all picture and sound.', 'zh-CN': '所有音视频都经由它传输。' },
  async run() {
    const worker = await findWorker();
    if (worker.binary !== undefined) return ok(`mediasoup ${worker.version} (${worker.binary})`);
    return {
      verdict: verdict.missing,
      found: { en: `not there yet for mediasoup ${worker.version}`, 'zh-CN': `尚未获取（mediasoup ${worker.version}）` },
      remedy: 'node apps/sfu/native/main.ts',
    };
  },
};

export const databaseCheck: Check = {
  id: 'database',
  title: { en: 'Database', 'zh-CN': '数据库' },
  why: { en: 'Every session, event and login is in it.', 'zh-CN': '所有业务会话、事件和账号都在其中。' },
  async run({ databaseUrl, dataDir }) {
    if (databaseUrl !== undefined) return checkServer(databaseUrl);
    try {
      const { stdout } = await runScript(join(embeddedBinaries(), 'postgres'), ['--version']);
      const running = await runningInstance(dataDir);
      const state = running
        ? { en: `running, process ${running.pid}`, 'zh-CN': `运行中，进程 ${running.pid}` }
        : { en: 'embedded', 'zh-CN': '内置' };
      return ok({ en: `${stdout.trim()} (${state.en})`, 'zh-CN': `${stdout.trim()}（${state['zh-CN']}）` });
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      return { verdict: verdict.missing, found: error.texts, remedy: error.remedy };
    }
  },
};

async function checkServer(url: string): Promise<ReturnType<typeof ok>> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  const { hostname, port } = new URL(url);
  const where = `${hostname}:${port || '5432'}`;
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    const version = rows[0]?.server_version ?? '';
    if (Number.parseInt(version, 10) >= OLDEST_POSTGRES) return ok(`PostgreSQL ${version} (${where})`);
    const found = {
      en: `PostgreSQL ${version} at ${where} is older than ${OLDEST_POSTGRES}`,
      'zh-CN': `${where} 的 PostgreSQL ${version} 低于 ${OLDEST_POSTGRES}`,
    };
    return { verdict: verdict.missing, found, remedy: 'sudo apt-get install -y postgresql' };
  } catch (error) {
    // The message of a refused connection can hold the user's name, never the password; the address says enough.
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    const found = { en: `no connection to ${where} (${reason})`, 'zh-CN': `无法连接 ${where}（${reason}）` };
    return { verdict: verdict.missing, found, remedy: `psql -h ${hostname} -p ${port || '5432'} -c 'select 1'` };
  } finally {
    await client.end().catch(() => undefined);
  }
}

export const ffmpegCheck: Check = {
  id: 'ffmpeg',
  title: plain('ffmpeg'),
  why: { en: 'It makes MP4 files, stills and composites of recordings.', 'zh-CN': '用于生成 MP4 文件、录像截图和合成录像。' },
  async run({ repositoryRoot }) {
    const binary = await ffmpegBinary(repositoryRoot);
    const { exitCode, stdout } = await runScript(binary, ['-version'], { timeoutMs: CONNECT_TIMEOUT_MS });
    const [, version] = /ffmpeg version (\S+)/.exec(stdout) ?? [];
    if (exitCode === 0 && version !== undefined) {
      const { stdout: filters } = await runScript(binary, ['-hide_banner', '-filters'], { timeoutMs: CONNECT_TIMEOUT_MS });
      const lacking = COMPOSITE_FILTERS.filter((name) => !new RegExp(` ${name} `).test(filters));
      if (lacking.length === 0) return ok(`${version} (${binary})`);
      return {
        verdict: verdict.warning,
        found: {
          en: `${binary} has no ${lacking.join(', ')}: no composites`,
          'zh-CN': `${binary} 缺少 ${lacking.join('、')}，无法合成录像`,
        },
        remedy: 'sudo apt-get install -y ffmpeg && export FFMPEG_PATH=/usr/bin/ffmpeg',
      };
    }
    return {
      verdict: verdict.missing,
      found: { en: 'the installed binary does not run', 'zh-CN': '已安装的程序无法运行' },
      remedy: 'npx -y pnpm@10.34.9 install --force',
    };
  },
};

/** What a build may lack that composites need. */
const COMPOSITE_FILTERS = ['drawtext', 'ebur128', 'alimiter'];

/** The one that the recording package runs: its own, or what `FFMPEG_PATH` names. */
async function ffmpegBinary(repositoryRoot: string): Promise<string> {
  const config = pathToFileURL(join(repositoryRoot, 'packages/recording/src/config.ts')).href;
  const { readFfmpegPath } = (await import(config)) as { readFfmpegPath: () => string };
  return readFfmpegPath();
}

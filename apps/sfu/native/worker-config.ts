import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Language } from './worker-progress.ts';

/** What the environment says about where the media worker comes from. Parsed once, here only. */
export interface WorkerConfig {
  /** A worker named by hand; nothing else is tried when it is set. */
  readonly workerBinary: string | undefined;
  /** Folder shared by all versions, absolute. */
  readonly cacheDir: string;
  /** Where prebuilt workers are fetched from; undefined means the place mediasoup's package names. */
  readonly prebuiltBaseUrl: string | undefined;
  readonly skipPrebuilt: boolean;
}

/**
 * Reads the environment with Node's built-ins alone, because it runs before any dependency is needed.
 *
 * The three `MEDIASOUP_*` names are mediasoup's own, with mediasoup's meaning.
 *
 * @throws {Error} naming every wrong variable at once.
 */
export function readWorkerConfig(env: NodeJS.ProcessEnv = process.env): WorkerConfig {
  const problems: string[] = [];
  const absolute = (name: string): string | undefined => {
    const value = env[name];
    if (!value) return undefined;
    if (!isAbsolute(value)) problems.push(`${name} must be an absolute path`);
    return value;
  };

  const workerBinary = absolute('MEDIASOUP_WORKER_BIN');
  const guichetCache = absolute('GUICHET_CACHE');
  const xdgCache = absolute('XDG_CACHE_HOME');
  const prebuiltBaseUrl = env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL || undefined;
  if (prebuiltBaseUrl && !URL.canParse(prebuiltBaseUrl)) {
    problems.push('MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL must be a URL');
  }
  if (problems.length > 0) throw new Error(`Wrong environment: ${problems.join('; ')}`);

  return {
    workerBinary,
    cacheDir: guichetCache ?? join(xdgCache ?? join(homedir(), '.cache'), 'guichet'),
    prebuiltBaseUrl,
    skipPrebuilt: Boolean(env.MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD),
  };
}

/** Follows the POSIX order of the locale variables; anything but Chinese reads English. */
export function readLanguage(env: NodeJS.ProcessEnv = process.env): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return locale.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

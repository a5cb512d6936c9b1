// What the launcher needs from the environment before anything is installed. Plain JavaScript: the machine's Node may
// be too old for TypeScript.
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

export const repositoryRoot = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..', '..');

/** Folder shared by all checkouts of this user; the media worker is kept there too. */
export function cacheDir(env = process.env) {
  const named = env.GUICHET_CACHE;
  if (named) return isAbsolute(named) ? named : resolve(named);
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'guichet');
}

/** `zh-CN` or `en`, after the POSIX order of the locale variables. */
export function language(env = process.env) {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return locale.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

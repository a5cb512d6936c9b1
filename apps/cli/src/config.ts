import type { Language } from '@guichet/protocol';

/** The language that the person at this terminal reads, after the POSIX order of the locale variables. */
export function readLanguage(env: NodeJS.ProcessEnv = process.env): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return locale.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

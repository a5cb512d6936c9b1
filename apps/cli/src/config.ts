import { join } from 'node:path';
import type { Language } from '@guichet/protocol';

/** The language that the person at this terminal reads, after the POSIX order of the locale variables. */
export function readLanguage(env: NodeJS.ProcessEnv = process.env): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return locale.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** Where the counter of this installation keeps the private key that its recordings are encrypted to. */
export function recordingKeyFile(env: NodeJS.ProcessEnv = process.env): string {
  return env['RECORDING_KEY'] || join(env['GUICHET_DATA'] || '.data', 'keys', 'recording.jwk');
}

/** Where the counter of this installation keeps recordings that are over, when that is a folder. */
export function archiveFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env['ARCHIVE_DIR'] || join(env['GUICHET_DATA'] || '.data', 'archive');
}

import { SetupError } from '@guichet/database/setup-error';
import type { Language } from '@guichet/protocol';
import { LauncherConfigError } from '../config.ts';
import { AlreadyRunningError } from '../start/instance-lock.ts';
import { START_HELP, UsageError } from '../start/arguments.ts';

/**
 * What a person is told when a script ends early: in their language and without a stack trace where they can act on
 * it. Anything else is a fault of ours, shown whole.
 */
export function explain(error: unknown, language: Language): string {
  if (error instanceof UsageError) return `${error.texts[language]}\n\n${START_HELP[language]}`;
  if (error instanceof AlreadyRunningError) return describeRunning(error, language);
  if (error instanceof SetupError) return error.texts[language] + (error.remedy ? `\n  ${error.remedy}` : '');
  if (error instanceof LauncherConfigError) return error.message;
  // What `parseArgs` says of an unknown option is meant for people.
  if (error instanceof TypeError && 'code' in error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function describeRunning({ running }: AlreadyRunningError, language: Language): string {
  const since = new Date(running.startedAt).toLocaleString('sv-SE');
  const texts = {
    en: `Guichet is running already on this data folder: process ${running.pid}, since ${since}, at ${running.url}\nStop it with Ctrl-C there, or:\n  kill ${running.pid}`,
    'zh-CN': `此数据目录上已有 Guichet 在运行：进程 ${running.pid}，启动于 ${since}，地址 ${running.url}\n请在原终端按 Ctrl-C，或运行：\n  kill ${running.pid}`,
  };
  return texts[language];
}

import { existsSync } from 'node:fs';
import type { LauncherConfig } from '../config.ts';
import { installDebianPackages, isRoot } from './debian-packages.ts';
import type { Progress } from './progress.ts';
import { runScript } from './run-script.ts';

const SYSTEM_BINARIES = ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'];
export const FIREFOX_REMEDY = 'sudo apt-get install -y firefox-esr';

export type Firefox = { readonly binary: string; readonly version: string };

/** The system's Firefox, if it runs: what Ubuntu has under that name only asks for a snap. */
export async function findFirefox(): Promise<Firefox | undefined> {
  for (const binary of SYSTEM_BINARIES) {
    if (!existsSync(binary)) continue;
    const { exitCode, stdout } = await runScript(binary, ['--version'], { timeoutMs: 10_000 });
    if (exitCode === 0 && stdout.includes('Firefox')) return { binary, version: stdout.trim() };
  }
  return undefined;
}

/** For one journey alone, so it is installed where Debian has it, and done without elsewhere: the journey then says why it was skipped. */
export async function ensureFirefox(config: LauncherConfig, progress: Progress): Promise<Firefox | undefined> {
  const found = await findFirefox();
  if (found || !isRoot() || !existsSync('/etc/debian_version')) return found;
  await progress.step({ en: 'Getting Firefox', 'zh-CN': '正在获取 Firefox' }, () =>
    installDebianPackages(['firefox-esr'], config.inherited),
  );
  return findFirefox();
}

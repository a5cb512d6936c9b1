import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '@guichet/database/setup-error';
import type { LauncherConfig } from '../config.ts';
import { isRoot, installDebianPackages } from './debian-packages.ts';
import type { Progress } from './progress.ts';
import { runScript } from './run-script.ts';
import { toolScript } from './workspace-folders.ts';

const SYSTEM_BINARIES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const DOWNLOAD_TIMEOUT_MS = 300_000;
/** Where the download's host is unreachable we want to know soon. */
const CONNECT_TIMEOUT_MS = 10_000;
export const CHROMIUM_REMEDY = 'sudo apt-get install -y chromium';

export type Chromium = { readonly binary: string; readonly version: string };

/** A Chromium that is there and runs: the one named by hand, the system's, or Playwright's own. */
export async function findChromium(config: LauncherConfig): Promise<Chromium | undefined> {
  const named = config.chromiumBinary;
  const candidates = named === undefined ? [...SYSTEM_BINARIES, await playwrightBinary(config)] : [named];
  for (const binary of candidates) {
    if (!binary || !existsSync(binary)) continue;
    const { exitCode, stdout } = await runScript(binary, ['--version'], { timeoutMs: 10_000 });
    if (exitCode === 0) return { binary, version: stdout.trim() };
  }
  return undefined;
}

/**
 * The browser that the end-to-end tests drive: Playwright's own download where its host can be reached, Debian's
 * package elsewhere.
 *
 * @throws SetupError naming the command to run where neither is possible
 */
export async function ensureChromium(config: LauncherConfig, progress: Progress): Promise<Chromium> {
  const found = await findChromium(config);
  if (found) return found;
  await progress.step({ en: 'Getting Chromium', 'zh-CN': '正在获取 Chromium' }, async () => {
    if (await downloadFromPlaywright(config)) return;
    if (isRoot()) await installDebianPackages(['chromium'], config.inherited);
  });
  const installed = await findChromium(config);
  if (installed) return installed;
  const texts = { en: 'The end-to-end tests need Chromium, and none could be had.', 'zh-CN': '端到端测试需要 Chromium，但未能获取。' };
  throw new SetupError(texts, { remedy: CHROMIUM_REMEDY });
}

async function downloadFromPlaywright(config: LauncherConfig): Promise<boolean> {
  const cli = toolScript(join(config.repositoryRoot, 'e2e'), '@playwright/test', 'cli.js');
  const env = { ...config.inherited, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: String(CONNECT_TIMEOUT_MS) };
  await runScript(process.execPath, [cli, 'install', 'chromium'], { env, timeoutMs: DOWNLOAD_TIMEOUT_MS });
  return (await findChromium(config)) !== undefined;
}

async function playwrightBinary({ repositoryRoot }: LauncherConfig): Promise<string | undefined> {
  const entry = toolScript(join(repositoryRoot, 'e2e'), '@playwright/test', 'index.mjs');
  const playwright = (await import(entry)) as { chromium: { executablePath(): string } };
  return playwright.chromium.executablePath();
}

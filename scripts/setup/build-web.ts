import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { SetupError } from '@guichet/database/setup-error';
import type { LauncherConfig } from '../config.ts';
import type { Progress } from './progress.ts';
import { runScript } from './run-script.ts';
import { hashSources, Stamp } from './stamps.ts';
import { toolScript, workspaceFolders } from './workspace-folders.ts';

const WEB_APPS = ['customer-web', 'agent-console', 'verifier'] as const;
export type WebApp = (typeof WEB_APPS)[number];

/** The folder that the counter serves a web app from. */
export function webDistFolder(repositoryRoot: string, app: WebApp): string {
  return join(repositoryRoot, 'apps', app, 'dist');
}

/** Builds those of the web apps whose sources, or whose packages' sources, changed since they were built. */
export async function buildWebApps(config: LauncherConfig, progress: Progress): Promise<void> {
  await Promise.all(WEB_APPS.map((app) => buildWebApp(app, config, progress)));
}

async function buildWebApp(app: WebApp, { repositoryRoot, inherited }: LauncherConfig, progress: Progress): Promise<void> {
  const folder = join(repositoryRoot, 'apps', app);
  const stamp = new Stamp(stampFolder(repositoryRoot), `web-${app}`);
  const sources = await hashSources([...workspaceFolders(folder), join(repositoryRoot, 'pnpm-lock.yaml')]);
  if (stamp.matches(sources) && existsSync(join(webDistFolder(repositoryRoot, app), 'index.html'))) return;
  await progress.step({ en: `Building ${app}`, 'zh-CN': `正在构建 ${app}` }, async () => {
    const vite = toolScript(folder, 'vite', 'bin/vite.js');
    const env = { ...inherited, NODE_ENV: 'production' };
    const { exitCode, stdout, stderr } = await runScript(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: folder, env });
    if (exitCode === 0) return;
    const reason = stripVTControlCharacters(`${stderr}\n${stdout}`).trim();
    throw new SetupError({ en: `${app} could not be built:\n${reason}`, 'zh-CN': `${app} 构建失败：\n${reason}` });
  });
  stamp.write(sources);
}

/** Notes about this checkout live with what is installed in it, and go with it. */
export function stampFolder(repositoryRoot: string): string {
  return join(repositoryRoot, 'node_modules', '.guichet');
}

import { platform } from 'node:os';
import type { LauncherConfig } from '../config.ts';
import { installDebianPackages, isRoot } from './debian-packages.ts';
import type { Progress } from './progress.ts';
import { runScript } from './run-script.ts';

/** Command and package of what tests need: of bad networks, of TURN, of what other programs read (sealed documents, packages). */
const TOOLS = [
  ['ip', 'iproute2'],
  ['nft', 'nftables'],
  ['turnserver', 'coturn'],
  ['openssl', 'openssl'],
  ['pdfsig', 'poppler-utils'],
] as const;

/**
 * Installs what those tests need, where that is possible. Where it is not they say why they were skipped: a network
 * namespace needs root anyway.
 */
export async function ensureTestTools(config: LauncherConfig, progress: Progress): Promise<void> {
  if (platform() !== 'linux' || !isRoot()) return;
  const missing: string[] = [];
  for (const [command, debianPackage] of TOOLS) {
    const { exitCode } = await runScript('sh', ['-c', 'command -v "$1"', 'sh', command], { env: config.inherited, timeoutMs: 10_000 });
    if (exitCode !== 0) missing.push(debianPackage);
  }
  if (missing.length === 0) return;
  await progress.step({ en: 'Getting tools for the tests', 'zh-CN': '正在安装测试工具' }, () =>
    installDebianPackages(missing, config.inherited),
  );
}

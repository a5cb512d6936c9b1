import { existsSync } from 'node:fs';
import { runScript } from './run-script.ts';

const INSTALL_TIMEOUT_MS = 600_000;

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Installs packages of the distribution without asking anything; false where that is not possible. */
export async function installDebianPackages(names: readonly string[], inherited: Readonly<Record<string, string>>): Promise<boolean> {
  if (!existsSync('/usr/bin/apt-get')) return false;
  const env = { ...inherited, DEBIAN_FRONTEND: 'noninteractive' };
  // The list of packages of a fresh machine is empty, and that of an old one names versions that are gone.
  await runScript('apt-get', ['update'], { env, timeoutMs: INSTALL_TIMEOUT_MS });
  const install = await runScript('apt-get', ['install', '-y', '--no-install-recommends', ...names], {
    env,
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
  return install.exitCode === 0;
}

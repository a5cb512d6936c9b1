import { existsSync } from 'node:fs';
import { runScript } from './run-script.ts';

const INSTALL_TIMEOUT_MS = 900_000;
/** Steps of the set-up run side by side, and apt does not wait for another apt that fetches package lists. Shared with `apps/sfu/native`. */
const APT_LOCK = '/run/lock/guichet-apt.lock';
const WAIT_FOR_DPKG = ['-o', 'DPkg::Lock::Timeout=300'];

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Installs packages of the distribution without asking anything; false where that is not possible. */
export async function installDebianPackages(names: readonly string[], inherited: Readonly<Record<string, string>>): Promise<boolean> {
  if (!existsSync('/usr/bin/apt-get')) return false;
  const env = { ...inherited, DEBIAN_FRONTEND: 'noninteractive' };
  // The list of packages of a fresh machine is empty, and that of an old one names versions that are gone.
  const apt = (...args: readonly string[]) =>
    runScript('flock', [APT_LOCK, 'apt-get', ...WAIT_FOR_DPKG, ...args], { env, timeoutMs: INSTALL_TIMEOUT_MS });
  await apt('update');
  const install = await apt('install', '-y', '--no-install-recommends', ...names);
  return install.exitCode === 0;
}

import { type CommandResult, runCommand } from './run-command.ts';

const installTimeoutMs = 900_000;
/** Shared with `scripts/setup/debian-packages.ts`: apt itself does not wait for another apt that fetches package lists. */
const aptLock = '/run/lock/guichet-apt.lock';
const waitForDpkg = ['-o', 'DPkg::Lock::Timeout=300'] as const;

export async function onPath(command: string): Promise<boolean> {
  const found = await runCommand('sh', ['-c', 'command -v "$1"', 'sh', command], { timeoutMs: 10_000 });
  return found.exitCode === 0;
}

/** Installs packages without a question. Needs root and apt-get; waits for another apt to finish. */
export async function aptInstall(packages: readonly string[], logPath?: string): Promise<CommandResult> {
  const apt = (args: readonly string[]): Promise<CommandResult> =>
    runCommand('flock', [aptLock, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...waitForDpkg, ...args], {
      timeoutMs: installTimeoutMs,
      ...(logPath ? { logPath } : {}),
    });
  // A machine with stale or no package lists is the normal case; lists that cannot be fetched are not fatal,
  // because the packages may be in a local mirror already known.
  await apt(['update']);
  return apt(['install', '-y', '--no-install-recommends', ...packages]);
}

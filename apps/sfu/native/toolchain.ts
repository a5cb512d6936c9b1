import { aptInstall, onPath } from './debian.ts';
import { runCommand } from './run-command.ts';
import { WorkerUnavailableError, workerErrorCode } from './worker-error.ts';

const commands = ['g++', 'meson', 'ninja', 'pkg-config', 'flatc', 'strip'] as const;
const libraries = ['libuv', 'openssl', 'libsrtp2', 'absl_flat_hash_map', 'flatbuffers'] as const;

/** Debian's and Ubuntu's packages that hold the commands and libraries above. */
export const debianPackages = [
  'g++',
  'meson',
  'ninja-build',
  'pkg-config',
  'flatbuffers-compiler',
  'libflatbuffers-dev',
  'libuv1-dev',
  'libssl-dev',
  'libsrtp2-dev',
  'libabsl-dev',
] as const;

export interface ToolchainOptions {
  readonly isRoot: boolean;
  readonly logPath: string;
  readonly onInstalling: (packages: string) => void;
}

/**
 * Makes sure that everything needed to compile the worker is there. As root on a Debian-like system it is
 * installed; otherwise the error names the exact command to run.
 */
export async function ensureToolchain(options: ToolchainOptions): Promise<void> {
  const missing = await missingParts();
  if (missing.length === 0) return;
  if (!(await onPath('apt-get'))) throw new WorkerUnavailableError(workerErrorCode.toolsMissing, missing.join(', '));
  const command = `sudo apt-get install -y --no-install-recommends ${debianPackages.join(' ')}`;
  if (!options.isRoot) throw new WorkerUnavailableError(workerErrorCode.packagesMissing, command);

  options.onInstalling(missing.join(', '));
  const installed = await aptInstall(debianPackages, options.logPath);
  if (installed.exitCode !== 0) {
    throw new WorkerUnavailableError(workerErrorCode.packagesMissing, `${command}\n${installed.tail}`);
  }
  const stillMissing = await missingParts();
  if (stillMissing.length > 0) {
    throw new WorkerUnavailableError(workerErrorCode.toolsMissing, stillMissing.join(', '));
  }
}

async function missingParts(): Promise<string[]> {
  const missing: string[] = [];
  for (const command of commands) {
    if (!(await onPath(command))) missing.push(command);
  }
  if (missing.includes('pkg-config')) return [...missing, ...libraries];
  for (const library of libraries) {
    const found = await runCommand('pkg-config', ['--exists', library], { timeoutMs: 10_000 });
    if (found.exitCode !== 0) missing.push(library);
  }
  return missing;
}

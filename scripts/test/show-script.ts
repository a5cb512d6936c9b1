import { spawn } from 'node:child_process';

/** Runs Node on a script with its output shown as it comes; resolves with the exit code. */
export function showScript(args: readonly string[], options: { cwd: string; env: Readonly<Record<string, string>> }): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
    // A test run that is told to end takes its runner with it.
    const end = (): void => void child.kill('SIGTERM');
    process.once('exit', end);
    child.on('error', () => resolve(127));
    child.on('exit', (code) => {
      process.off('exit', end);
      resolve(code ?? 1);
    });
  });
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a system tool and gives what it printed. Throws with its error text when it fails. */
export async function runTool(command: string, args: readonly string[], timeoutMs = 10_000): Promise<string> {
  const { stdout } = await run(command, args, { timeout: timeoutMs, killSignal: 'SIGKILL' });
  return stdout;
}

export async function toolExists(command: string): Promise<boolean> {
  try {
    await runTool('sh', ['-c', 'command -v "$1"', 'sh', command]);
    return true;
  } catch {
    return false;
  }
}

import { spawn } from 'node:child_process';
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Everything the command prints is appended here. */
  readonly logPath?: string;
  readonly onLine?: (line: string) => void;
  readonly timeoutMs: number;
}

export interface CommandResult {
  /** null when a signal ended it, e.g. at its deadline. */
  readonly exitCode: number | null;
  /** The last lines of output, for an error message. */
  readonly tail: string;
}

const tailLines = 20;

/** Runs a command without a shell, passes each line on and waits for its end. Rejects only if it cannot start. */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const lines: string[] = [`$ ${command} ${args.join(' ')}`];
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
  });
  const collect = (line: string): void => {
    lines.push(line);
    options.onLine?.(line);
  };
  createInterface({ input: child.stdout }).on('line', collect);
  createInterface({ input: child.stderr }).on('line', collect);

  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (options.logPath) {
    await mkdir(dirname(options.logPath), { recursive: true });
    await appendFile(options.logPath, `${lines.join('\n')}\n`);
  }
  return { exitCode, tail: lines.slice(-tailLines).join('\n') };
}

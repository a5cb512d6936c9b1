import { spawn } from 'node:child_process';

/**
 * Runs a command without showing its output; resolves with the exit code and what it said. `npm run -s` would keep npm
 * and pnpm silent about their errors too, hence the log level.
 */
export function runQuietly(file, args, options = {}) {
  const env = { ...(options.env ?? process.env), npm_config_loglevel: 'error' };
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...options, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

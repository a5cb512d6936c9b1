import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { RunAs } from './unprivileged.ts';

/**
 * A shell stands between us and the server and reads a pipe that only we hold. When the pipe closes, because we
 * asked or because we were killed, it tells the server to shut down fast: a `kill -9` of the launcher leaves no
 * database behind. The server itself must not hold the pipe, hence `3<&-`.
 */
const GUARD = `
"$@" 3<&- &
server=$!
( read -r _ <&3; kill -INT "$server" ) 2>/dev/null &
watcher=$!
exec 3<&-
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

/** A server process that ends when `release()` is called or when this process ends, however it ends. */
export type GuardedProcess = {
  readonly exited: Promise<number | null>;
  hasExited(): boolean;
  release(): void;
};

export function spawnGuarded(command: readonly string[], runAs: RunAs, logFile: string): GuardedProcess {
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn('/bin/sh', ['-c', GUARD, 'guard', ...runAs.prefix, ...command], {
    cwd: '/',
    // A group of its own: Ctrl-C in the terminal reaches the launcher only, which ends the database last.
    detached: true,
    stdio: ['ignore', log, log, 'pipe'],
    ...runAs.ids,
  });
  closeSync(log);
  const lifeline = child.stdio[3] as Socket;
  lifeline.on('error', () => undefined);
  lifeline.unref();
  child.unref();
  let ended = false;
  const exited = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      ended = true;
      resolve(code);
    });
  });
  const release = (): void => {
    lifeline.destroy();
    // Whoever waits for `exited` must live to see it.
    child.ref();
  };
  return { exited, hasExited: () => ended, release };
}

const INTERVAL_MS = 500;

/**
 * Tells when npm, which started us, is gone. npm runs a script through a shell, and a shell that is told to end does not
 * pass that on: `kill` on the process id of `npm start` would leave everything running. Started in any other way a
 * process may well outlive its parent, so then nothing is watched.
 */
export function onOrphaned(handle, env = process.env) {
  const parent = process.ppid;
  if (!env.npm_lifecycle_event || parent <= 1) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    handle();
  }, INTERVAL_MS);
  timer.unref();
}

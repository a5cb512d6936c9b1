import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workerRuns } from './check-worker.ts';
import { runCommand } from './run-command.ts';

/** A machine without a way out must not make its user wait: no answer in this time means there is none. */
const responseTimeoutMs = 6_000;
const bodyTimeoutMs = 90_000;

export type PrebuiltResult = { readonly path: string } | { readonly reason: string };

/**
 * Fetches the prebuilt worker into `stagingDir` and proves that it runs here. Says why when it could not;
 * never throws, because there is another way to get a worker.
 */
export async function downloadPrebuilt(
  url: string,
  stagingDir: string,
  timeouts = { responseTimeoutMs, bodyTimeoutMs },
): Promise<PrebuiltResult> {
  const archive = join(stagingDir, 'worker.tgz');
  try {
    await writeFile(archive, await fetchBytes(url, timeouts));
  } catch (cause) {
    return { reason: describeFetchFailure(cause) };
  }
  // Naming the member keeps a hostile archive from writing anything else.
  const unpacked = await runCommand('tar', ['-xzf', archive, '-C', stagingDir, 'mediasoup-worker'], {
    timeoutMs: 30_000,
  });
  if (unpacked.exitCode !== 0) return { reason: 'the archive holds no mediasoup-worker' };
  const path = join(stagingDir, 'mediasoup-worker');
  if (!(await workerRuns(path))) return { reason: 'the prebuilt worker does not run on this system' };
  return { path };
}

async function fetchBytes(url: string, timeouts: { responseTimeoutMs: number; bodyTimeoutMs: number }): Promise<Buffer> {
  const abort = new AbortController();
  const expire = (): void => abort.abort(new Error('no answer in time'));
  let timer = setTimeout(expire, timeouts.responseTimeoutMs);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    clearTimeout(timer);
    timer = setTimeout(expire, timeouts.bodyTimeoutMs);
    return Buffer.from(await response.arrayBuffer());
  } finally {
    clearTimeout(timer);
  }
}

/** fetch() hides the reason in `cause`: "fetch failed" alone helps nobody. */
function describeFetchFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`;
}

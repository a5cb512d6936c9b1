import { lstatSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Keeps compiled code between two starts, which halves the time of a restart. The folder must be this user's alone: whoever could write
 * to it could put code into the service.
 */
export function useCompileCache(): void {
  try {
    const { uid } = userInfo();
    const folder = join(tmpdir(), `guichet-compile-cache-${uid}`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    if (found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0) enableCompileCache(folder);
  } catch {
    // Slower, and nothing else.
  }
}

import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, its terminating zero included. */
const LONGEST_PATH_BYTES = 103;

/**
 * Where a Unix socket of this installation stands: in its data folder, or, where that path is too long for a socket, in
 * a private folder below the system's temporary one that is found again by the data folder's name.
 */
export function socketPath(dataDir: string, name: string): string {
  const folder = join(dataDir, 'run');
  const path = join(folder, `${name}.sock`);
  if (Buffer.byteLength(path) <= LONGEST_PATH_BYTES) return makePrivate(folder) && path;
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const elsewhere = join(tmpdir(), `guichet-${userInfo().uid}-${digest}`);
  makePrivate(elsewhere);
  return join(elsewhere, `${name}.sock`);
}

function makePrivate(folder: string): true {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return true;
}

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LauncherConfig } from '../config.ts';

/** What the counter shows the demo bank's systems: made once, in the folder where the secrets of the bank's own systems stand as well. */
export function ensureBankToken({ dataDir, secretsDir }: Pick<LauncherConfig, 'dataDir' | 'secretsDir'>): string {
  const folder = secretsDir ?? join(dataDir, 'secrets');
  const file = join(folder, 'demo-bank');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  return file;
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Running } from '@guichet/scripts/start';
import type { PrivateValues } from './private-values.ts';

/** Notes what opens an installation: passwords, its API key, the database's password, and the private keys of its folder. */
export async function noteSecretsOf(running: Running, values: PrivateValues): Promise<void> {
  for (const { password } of running.logins) values.note('password of staff', password);
  values.note('API key', running.apiKey);
  values.note('password of the database', decodeURIComponent(new URL(running.databaseUrl).password));
  const folder = join(running.dataDir, 'keys');
  for (const name of await readdir(folder)) {
    const text = await readFile(join(folder, name), 'utf8');
    if (name.endsWith('.key')) values.note(name, text.trim());
    // The private member of a JWK; a set of keys has several.
    for (const [, member] of text.matchAll(/"d"\s*:\s*"([^"]+)"/g)) values.note(name, member);
    if (text.includes('PRIVATE KEY')) values.note(name, text.split('\n')[1]);
  }
}

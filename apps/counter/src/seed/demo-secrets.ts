import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceSecretFile } from '../keys/secret-file.ts';

export const DemoLogin = z.object({ role: z.string(), username: z.string(), password: z.string() });
export type DemoLogin = z.infer<typeof DemoLogin>;

const LoginsFile = z.array(DemoLogin.partial({ password: true }));

/** Where the demo's passwords and API key are kept in clear, for whoever owns the data folder: the database holds hashes. */
export class DemoSecrets {
  readonly #loginsPath: string;
  readonly #apiKeyPath: string;

  constructor(dataDir: string) {
    this.#loginsPath = join(dataDir, 'demo-logins.json');
    this.#apiKeyPath = join(dataDir, 'demo-api-key.txt');
  }

  /** Passwords by staff number; a login whose password is unknown is left out. */
  async passwords(): Promise<ReadonlyMap<string, string>> {
    const text = await readOptional(this.#loginsPath);
    const logins = text === null ? [] : LoginsFile.parse(JSON.parse(text));
    return new Map(logins.flatMap(({ username, password }) => (password === undefined ? [] : [[username, password] as const])));
  }

  async saveLogins(logins: readonly DemoLogin[]): Promise<void> {
    await replaceSecretFile(this.#loginsPath, `${JSON.stringify(logins, undefined, 2)}\n`);
  }

  async apiKey(): Promise<string | null> {
    return (await readOptional(this.#apiKeyPath))?.trim() ?? null;
  }

  async saveApiKey(apiKey: string): Promise<void> {
    await replaceSecretFile(this.#apiKeyPath, `${apiKey}\n`);
  }
}

async function readOptional(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

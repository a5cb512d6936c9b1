import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceSecretFile } from '../keys/secret-file.ts';

export const DemoLogin = z.object({ role: z.string(), username: z.string(), password: z.string() });
export type DemoLogin = z.infer<typeof DemoLogin>;

const LoginsFile = z.array(DemoLogin.partial({ password: true }));

/** Without the characters that are taken for one another when read off a screen. */
const PASSWORD_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const PASSWORD_LENGTH = 16;

/** A random password that a person can type: some 79 bits. */
export function newDemoPassword(): string {
  const limit = Math.floor(256 / PASSWORD_ALPHABET.length) * PASSWORD_ALPHABET.length;
  let password = '';
  while (password.length < PASSWORD_LENGTH) {
    for (const byte of randomBytes(PASSWORD_LENGTH)) {
      if (byte < limit && password.length < PASSWORD_LENGTH) password += PASSWORD_ALPHABET[byte % PASSWORD_ALPHABET.length];
    }
  }
  return password;
}

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

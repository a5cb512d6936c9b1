import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const DemoLogin = z.object({ role: z.string(), username: z.string(), password: z.string().optional() });
export type DemoLogin = z.infer<typeof DemoLogin>;

/** What `apps/counter/src/seed.ts` prints: a login has its password only in the run that created it. */
export const SeedReport = z.object({ logins: z.array(DemoLogin) });

/** The demo logins of this installation. Their passwords are known to this file alone: the database holds hashes. */
export class DemoLogins {
  readonly #file: string;

  constructor(dataDir: string) {
    this.#file = join(dataDir, 'demo-logins.json');
  }

  read(): DemoLogin[] {
    if (!existsSync(this.#file)) return [];
    return z.array(DemoLogin).parse(JSON.parse(readFileSync(this.#file, 'utf8')));
  }

  /** Takes over what the seed created and keeps the passwords of what had been there. */
  merge(seeded: readonly DemoLogin[]): DemoLogin[] {
    const known = new Map(this.read().map((login) => [login.username, login]));
    const merged = seeded.map((login) => ({ ...known.get(login.username), ...login }));
    writeFileSync(this.#file, `${JSON.stringify(merged, undefined, 2)}\n`, { mode: 0o600 });
    return merged;
  }
}

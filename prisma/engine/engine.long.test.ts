import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDatabaseConfig } from '../config.ts';

// A copy of this package with a schema of its own: the engine is what is tested, not the project's tables.
const SCHEMA = `
generator client {
  provider = "prisma-client"
  output   = "./generated"
}
datasource db {
  provider = "postgresql"
}
model Parent {
  id       Int     @id
  name     String
  children Child[]
}
model Child {
  id       Int    @id
  parentId Int
  parent   Parent @relation(fields: [parentId], references: [id], onDelete: Cascade)
}
`;
const source = join(import.meta.dirname, '..');
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'guichet-engine-'));
  cpSync(source, copy, { recursive: true, filter: (path) => !path.includes('node_modules') && !path.includes('migrations') });
  symlinkSync(join(source, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, 'schema.prisma'), SCHEMA);
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function prisma(args: string[], database: string) {
  const url = new URL(readDatabaseConfig().testDatabaseUrl ?? '');
  url.pathname = `/${database}`;
  const env = { ...readDatabaseConfig().inherited, DATABASE_URL: url.toString() };
  return spawnSync(process.execPath, [join(copy, 'cli.ts'), ...args], { encoding: 'utf8', env });
}

test('migrate dev writes the migration, deploy applies it elsewhere, and an edited schema is seen as a difference', () => {
  const dev = prisma(['migrate', 'dev', '--name', 'first'], 'engine_dev');
  expect(dev.stderr + dev.stdout).toContain('in sync');
  const [folder = ''] = readdirSync(join(copy, 'migrations')).filter((name) => name.endsWith('_first'));
  expect(readFileSync(join(copy, 'migrations', folder, 'migration.sql'), 'utf8')).toContain('ON DELETE CASCADE');

  expect(prisma(['migrate', 'deploy'], 'engine_deploy').status).toBe(0);
  expect(prisma(['migrate', 'status'], 'engine_deploy').stdout).toContain('up to date');

  writeFileSync(join(copy, 'schema.prisma'), SCHEMA.replace('name     String', 'name     String\n  note     String?'));
  expect(prisma(['migrate', 'dev', '--name', 'second'], 'engine_dev').status).toBe(0);
  const [second = ''] = readdirSync(join(copy, 'migrations')).filter((name) => name.endsWith('_second'));
  expect(readFileSync(join(copy, 'migrations', second, 'migration.sql'), 'utf8')).toMatch(/ADD COLUMN\s+"note"/);
});

test('a migration that fails makes deploy fail and names the statement', () => {
  const broken = join(copy, 'migrations', '99990101000000_broken');
  cpSync(join(copy, 'migrations', readdirSync(join(copy, 'migrations')).find((name) => name.endsWith('_first')) ?? ''), broken, {
    recursive: true,
  });
  writeFileSync(join(broken, 'migration.sql'), 'ALTER TABLE "Nowhere" ADD COLUMN "x" INTEGER;');
  const deploy = prisma(['migrate', 'deploy'], 'engine_broken');
  expect(deploy.status).not.toBe(0);
  expect(deploy.stderr + deploy.stdout).toContain('No such table: Nowhere');
});

test('a database server that is not there is named by Prisma’s own code', () => {
  const env = { ...readDatabaseConfig().inherited, DATABASE_URL: 'postgresql://nobody:x@127.0.0.1:1/none' };
  const deploy = spawnSync(process.execPath, [join(copy, 'cli.ts'), 'migrate', 'deploy'], { encoding: 'utf8', env });
  expect(deploy.status).not.toBe(0);
  expect(deploy.stderr + deploy.stdout).toContain('P1001');
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../bootstrap/environment.mjs';
import { violation } from './import-directions.ts';

const check = (file: string, specifier: string) => violation({ root: '/house', file: `/house/${file}`, specifier });

test.each([
  ['packages/protocol/src/a.ts', '@guichet/evidence'],
  ['packages/evidence/src/a.ts', '@guichet/recording'],
  ['apps/sfu/src/a.ts', '../../counter/src/sessions/session.ts'],
  ['apps/sfu/src/a.ts', '@guichet/evidence'],
  ['apps/customer-web/src/a.tsx', '@guichet/recording'],
  ['apps/counter/src/a.ts', '../../cli/src/main.ts'],
  ['packages/ui/src/a.tsx', '../../../apps/customer-web/src/app.tsx'],
  ['apps/counter/src/a.ts', '@guichet/scripts/start'],
  ['packages/recording/src/a.ts', '@prisma/client'],
  ['apps/sfu/src/a.ts', '@guichet/database/testing'],
])('%s must not import %s', (file, specifier) => {
  expect(check(file, specifier)).toBeTypeOf('string');
});

test.each([
  ['packages/evidence/src/a.ts', '@guichet/protocol'],
  ['packages/evidence/src/deep/a.ts', '../b.ts'],
  ['apps/sfu/src/a.ts', '@guichet/recording/service'],
  ['apps/counter/src/a.ts', '@prisma/client'],
  ['apps/counter/src/a.int.test.ts', '../../../prisma/testing.ts'],
  ['apps/agent-console/src/a.tsx', '@guichet/rtc-client'],
  ['e2e/journeys/a.ts', '../../scripts/start/index.ts'],
  ['scripts/start/a.ts', '../../apps/sfu/native/ensure-worker.ts'],
  ['packages/protocol/src/a.ts', 'zod'],
])('%s may import %s', (file, specifier) => {
  expect(check(file, specifier)).toBeUndefined();
});

test('a violation planted in the tree makes the linter fail and name it', () => {
  const folder = mkdtempSync(join(repositoryRoot, 'packages/protocol/planted-'));
  const file = join(folder, 'src', 'planted.ts');
  try {
    mkdirSync(dirname(file));
    writeFileSync(file, `import { x } from '../../../../apps/counter/src/app.ts';\nexport const y = x;\n`);
    const oxlint = join(repositoryRoot, 'node_modules/oxlint/bin/oxlint');
    const { status, stdout } = spawnSync(process.execPath, [oxlint, folder], { cwd: repositoryRoot, encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stdout).toContain('packages/protocol must not import apps/counter');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '@guichet/protocol';
import { expect, test } from 'vitest';

const TABLE = join(import.meta.dirname, '../../packages/protocol/src/wire/errors.ts');

test('above every error of the table stands when it is thrown', () => {
  const source = readFileSync(TABLE, 'utf8');
  for (const code of Object.keys(ERRORS)) expect(source).toMatch(new RegExp(`  /\\*\\* .{20,} \\*/\\n  ${code}: \\{`));
});

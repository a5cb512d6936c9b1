import pg from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase } from './testing.ts';

test('each test database is its own and is gone after drop', async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const client = new pg.Client({ connectionString: one.url });
  await client.connect();
  await client.query('create table only_here (id int)');
  await client.end();

  const other = new pg.Client({ connectionString: two.url });
  await other.connect();
  const found = await other.query(`select to_regclass('only_here') as table`);
  await other.end();
  expect(found.rows).toEqual([{ table: null }]);

  await Promise.all([one.drop(), two.drop()]);
  const gone = new pg.Client({ connectionString: one.url });
  await expect(gone.connect()).rejects.toMatchObject({ code: '3D000' });
});

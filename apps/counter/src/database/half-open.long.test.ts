import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TcpFaultProxy } from '../../../../e2e/kit/tcp-fault-proxy.ts';
import { eventually } from '../testing/eventually.ts';
import { Database } from './database.ts';

const BACK_WITHIN_MS = 10_000;

let testDatabase: TestDatabase;
let proxy: TcpFaultProxy;
let database: Database;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  const url = new URL(testDatabase.url);
  proxy = await TcpFaultProxy.start({ address: url.hostname, port: Number(url.port) });
  url.port = String(proxy.port);
  database = new Database(url.href);
});
afterEach(async () => {
  await database.close();
  proxy.close();
  await testDatabase.drop();
});

const count = (series: string): Promise<number> =>
  database.transaction(async (tx) => {
    await tx.$queryRaw`select 1 from "NumberSeries" where "series" = ${series} for update`;
    const { last } = await tx.numberSeries.upsert({ where: { series }, create: { series, last: 1 }, update: { last: { increment: 1 } } });
    return last;
  });

/** As pages do: again until it is acknowledged. */
async function persistently(series: string): Promise<void> {
  for (;;) {
    try {
      await count(series);
      return;
    } catch (error) {
      expect(error).toMatchObject({ code: 'unavailable' });
    }
  }
}

it('half-open connections are given up soon, with the rows that their transactions held', async () => {
  await Promise.all(Array.from({ length: 15 }, (_, index) => persistently(`series ${index}`)));
  const { promise: never } = Promise.withResolvers<void>();
  const holding = database.transaction(async (tx) => {
    await tx.$queryRaw`select 1 from "NumberSeries" where "series" = 'series 0' for update`;
    await never;
  });
  holding.catch(() => undefined);
  await eventually(async () => {
    const [row] = await database.prisma.$queryRaw<
      { n: number }[]
    >`select count(*)::int as n from pg_locks where locktype = 'transactionid'`;
    return (row?.n ?? 0) > 0;
  });

  expect(proxy.swallow()).toBeGreaterThanOrEqual(5);
  const fromMs = performance.now();
  const waits = await Promise.all(
    Array.from({ length: 5 }, async (_, index) => {
      await persistently(`series ${index}`);
      return performance.now() - fromMs;
    }),
  );
  const slowestMs = Math.round(Math.max(...waits));
  console.info(`half-open: the slowest was acknowledged after ${slowestMs} ms`);
  expect(slowestMs).toBeLessThan(BACK_WITHIN_MS);
}, 60_000);

it('whoever waits long for a row gets it in the end', async () => {
  await count('one');
  const { promise: enough, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: held, resolve: holds } = Promise.withResolvers<void>();
  const holding = database.transaction(async (tx) => {
    await tx.$queryRaw`select 1 from "NumberSeries" where "series" = 'one' for update`;
    holds();
    // Busy now and then, so that it is nobody's half-open connection.
    const busy = setInterval(() => void tx.$queryRaw`select 1`.catch(() => undefined), 500);
    await enough.finally(() => clearInterval(busy));
  });
  await held;
  const waiting = count('one');
  setTimeout(letGo, 4_500);
  await holding;
  expect(await waiting).toBe(2);
});

it('a connection that is busy for a while is not taken for half open', async () => {
  await Promise.all([database.prisma.$queryRaw`select pg_sleep(2.5)::text`, count('one'), count('two')]);
  const pids = () => database.prisma.$queryRaw<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const before = await pids();
  await database.prisma.$queryRaw`select pg_sleep(2.5)::text`;
  expect(await pids()).toEqual(before);
});

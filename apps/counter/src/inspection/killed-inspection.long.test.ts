import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SeededBank } from '../testing/seeded-bank.ts';

const MAIN = join(import.meta.dirname, '..', 'testing', 'inspect-all-main.ts');
const SALES = 6;
const MAX_ROUNDS = 80;
const seed = Number(process.env['KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let house: SeededBank;
beforeAll(async () => {
  house = await SeededBank.create();
  await house.drawAll();
});
afterAll(() => house.close());

it('an inspection that is killed at any moment is made once in the end, and drawn once', async () => {
  console.info(`killed inspections: seed ${seed}`);
  const agent = await house.member(['agent']);
  for (let count = 0; count < SALES; count++) await house.sale(agent);
  const key = house.dataKey.export().toString('hex');
  let [state, rounds, kills] = [seed >>> 0, 0, 0];
  // What is left after a kill is done by the next one: of a later kill, so that something gets done.
  for (; rounds < MAX_ROUNDS && (await house.inspector.uninspected(100)).length > 0; rounds++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const child = spawn(process.execPath, [MAIN, house.databaseUrl, key], { stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const killAfterMs = 300 + (state % 1_500) + rounds * 50;
    await Promise.race([ended, delay(killAfterMs)]);
    if (child.exitCode === null && child.kill('SIGKILL')) kills += 1;
    await ended;
  }
  console.info(`killed inspections: ${rounds} processes, ${kills} killed`);
  const { prisma } = house.database;
  expect(await prisma.inspection.count()).toBe(SALES);
  expect(await prisma.review.count()).toBe(SALES);
  expect(await prisma.reviewDraw.count()).toBe(SALES);
  for (const { id } of await prisma.session.findMany({ select: { id: true } })) {
    const types = (await house.core.log.read(id as never)).map(({ type }) => type);
    expect(types.filter((type) => type === 'inspection.completed' || type === 'review.sampled')).toEqual([
      'inspection.completed',
      'review.sampled',
    ]);
    expect((await house.core.log.verify(id as never)).ok).toBe(true);
  }
  const findings = await prisma.finding.groupBy({ by: ['inspectionId'], _count: true });
  expect(new Set(findings.map(({ _count }) => _count)).size).toBe(1);
}, 180_000);

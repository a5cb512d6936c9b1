import { setTimeout } from 'node:timers/promises';
import type { Installation } from '@guichet/e2e/kit/installation.ts';
import { findDescendants, killHard } from '@guichet/e2e/kit/process-faults.ts';
import { SeededRandom } from '@guichet/e2e/kit/seeded-random.ts';
import { until } from '@guichet/e2e/kit/until.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SelfServiceCustomer, SHORT_LINE, startSelfService } from './testing/self-service.ts';

/** Long enough for something to be killed while it is said. */
const LONG_LINE = {
  ...SHORT_LINE,
  text: {
    'zh-CN': '本次办理全程录音录像。您随时可以点“转人工”，由坐席为您服务。您现在方便继续吗？',
    en: 'All of this is recorded. You can ask for a person at any moment. May we go on?',
  },
};

/** How long it takes, and a little. */
const LINE_MS = 10_000;

/** A busy machine degrades recordings, and so holds the step; it goes on by itself. */
const PATIENCE_MS = 120_000;

let installation: Installation;

beforeAll(async () => {
  installation = await startSelfService([LONG_LINE]);
}, 180_000);
afterAll(async () => installation?.close());

test('self-service goes on after the counter, the node or the virtual agent itself was killed, and gives way to a person', async () => {
  const customer = await SelfServiceCustomer.enter(installation, new SeededRandom(11));
  const sayAgain = () => customer.answer(({ choices }) => choices.find(({ again }) => again)?.key);
  await until('the first line that asks was said', () => customer.mayAnswer, PATIENCE_MS);
  await sayAgain();
  await until('it is said again', () => !customer.mayAnswer);
  kill(installation.running.pids.counter);
  await until('the line was said to its end', () => customer.mayAnswer, PATIENCE_MS);
  await sayAgain();
  await until('it is said once more', () => !customer.mayAnswer);
  kill(installation.running.pids.sfu);
  await until('the line was said to its end in the room that was opened anew', () => customer.mayAnswer, PATIENCE_MS);
  expect(customer.virtualAgent?.connected).toBe(true);
  const [agentProcess] = await findDescendants(installation.running.pids.counter ?? 0, 'apps/virtual-agent');
  kill(agentProcess?.pid);
  await until('everybody is told that it is away', () => customer.virtualAgent?.connected === false, PATIENCE_MS);
  await until('it is back', () => customer.virtualAgent?.connected === true, PATIENCE_MS);
  await customer.act('ask_person');
  await until('the customer waits for a person', () => customer.page.view?.status === 'waiting', PATIENCE_MS);
  expect(customer.page.view?.call ?? null).toBeNull();
  await customer.close();
}, 500_000);

test('a line that ends while the customer is away counts only when it was said again to them', async () => {
  const customer = await SelfServiceCustomer.enter(installation, new SeededRandom(12));
  await until('the first line that asks was said', () => customer.mayAnswer, PATIENCE_MS);
  await customer.answer(({ choices }) => choices.find(({ again }) => again)?.key);
  await until('it is said again', () => !customer.isAsked);
  await customer.goAway();
  await until('the step is held', () => customer.isHeld, PATIENCE_MS);
  await setTimeout(LINE_MS);
  expect(customer.isAsked).toBe(false);
  customer.comeBack();
  await until('the line was said to its end', () => customer.mayAnswer, PATIENCE_MS);
  await customer.close();
}, 500_000);

function kill(pid: number | undefined): void {
  if (pid === undefined) throw new Error('There is no such process');
  killHard(pid);
}

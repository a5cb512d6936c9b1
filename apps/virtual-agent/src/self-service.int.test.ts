import type { Installation } from '@guichet/e2e/kit/installation.ts';
import { SeededRandom } from '@guichet/e2e/kit/seeded-random.ts';
import { until } from '@guichet/e2e/kit/until.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SelfServiceCustomer, SHORT_LINE, startSelfService } from './testing/self-service.ts';

let installation: Installation;

beforeAll(async () => {
  installation = await startSelfService([SHORT_LINE]);
}, 120_000);
afterAll(async () => installation?.close());

test('the virtual agent joins the call, is seen and heard, asks, and is answered', async () => {
  const customer = await SelfServiceCustomer.enter(installation, new SeededRandom(11));
  expect(customer.page.view?.call?.parties.map(({ role }) => role)).toEqual(['customer', 'virtual_agent']);
  const participantId = customer.virtualAgent?.participantId;
  if (participantId === undefined) throw new Error('There is no virtual agent');
  for (const source of ['microphone', 'camera'] as const)
    await until(`its ${source} reaches the customer`, () => (customer.media.peer?.packetsFrom(participantId, source) ?? 0) > 30, 30_000);
  await until('the line that asks was said', () => customer.mayAnswer, 60_000);
  await customer.answer(({ choices }) => choices.find(({ again }) => !again)?.key);
  await until('the customer is at the next step', () => customer.page.view?.flow?.current[0]?.type === 'form');
  await customer.close();
});

import { join } from 'node:path';
import { ApiCustomer } from '@guichet/e2e/kit/api-page.ts';
import { Installation } from '@guichet/e2e/kit/installation.ts';
import { Pacer } from '@guichet/e2e/kit/pacer.ts';
import { findDescendants, killHard } from '@guichet/e2e/kit/process-faults.ts';
import { SteadyParty } from '@guichet/e2e/kit/scripted-call.ts';
import { SeededRandom } from '@guichet/e2e/kit/seeded-random.ts';
import { until } from '@guichet/e2e/kit/until.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';

let installation: Installation;

beforeAll(async () => {
  installation = await Installation.start({
    pages: false,
    childEnv: { counter: { VIRTUAL_AGENT_COMMAND: JSON.stringify([process.execPath, join(import.meta.dirname, 'main.ts')]) } },
  });
  const client = new pg.Client({ connectionString: installation.running.databaseUrl });
  await client.connect();
  await client.query(`update "ServiceType" set "flowKey" = 'self-service'`);
  await client.end();
}, 120_000);
afterAll(async () => installation?.close());

test('self-service: the virtual agent joins the call, speaks, is answered, goes on after counter, node or itself was killed, and gives way to a person', async () => {
  const random = new SeededRandom(11);
  const customer = await ApiCustomer.enter(installation, installation.privateValues.makeUpCustomer(random));
  await until('the customer is connected', () => customer.connected);
  for (const { kind, textVersion, language } of customer.view?.notices ?? [])
    await customer.request('consent.decide', { kind, textVersion, language, decision: 'accepted' });
  await until('the check is open', () => current(customer)?.type === 'device-check');
  const network = {
    ...{ rttMs: 20, jitterMs: 1, uplinkLossRatio: 0, downlinkLossRatio: 0, uplinkKbps: 2_000, downlinkKbps: 2_000 },
    ...{ freezeCount: 0, freezeMs: 0, concealedRatio: 0 },
  };
  await customer.request('check.report', { camera: true, microphone: true, speaker: true, network });
  await until('the call is there', () => customer.view?.call != null, 20_000);
  const media = new SteadyParty({
    random,
    privateValues: installation.privateValues,
    pacer: new Pacer(),
    getPass: (pageKey) => customer.request('call.join', { pageKey }),
  });
  expect(customer.view?.call?.parties.map(({ role }) => role)).toEqual(['customer', 'virtual_agent']);
  await until('the first line that asks was said', () => viewOf(customer)['mayAnswer'] === true, 60_000);
  const line = viewOf(customer)['line'] as {
    readonly key: string;
    readonly choices: readonly { readonly key: string; readonly again: boolean }[];
  };
  const again = line.choices.find((choice) => choice.again)?.key;
  await act(customer, 'answer', { line: line.key, choice: again });
  await until('it is said again', () => viewOf(customer)['mayAnswer'] === false);
  const counterPid = installation.running.pids.counter;
  if (counterPid === undefined) throw new Error('There is no counter');
  killHard(counterPid);
  await until('the line was said to its end', () => customer.connected && viewOf(customer)['mayAnswer'] === true, 60_000);
  await act(customer, 'answer', { line: line.key, choice: again });
  await until('it is said once more', () => viewOf(customer)['mayAnswer'] === false);
  const { sfu } = installation.running.pids;
  if (sfu === undefined) throw new Error('There is no node');
  killHard(sfu);
  await until('the line was said to its end in the room that was opened anew', () => viewOf(customer)['mayAnswer'] === true, 60_000);
  const virtualAgent = () => customer.view?.call?.parties.find(({ role }) => role === 'virtual_agent');
  expect(virtualAgent()?.connected).toBe(true);
  const [agentProcess] = await findDescendants(installation.running.pids.counter ?? 0, 'apps/virtual-agent');
  if (agentProcess === undefined) throw new Error('There is no virtual agent');
  killHard(agentProcess.pid);
  await until('everybody is told that it is away', () => virtualAgent()?.connected === false, 10_000);
  await until('it is back', () => virtualAgent()?.connected === true, 20_000);
  await act(customer, 'ask_person', null);
  await until('the customer waits for a person', () => customer.view?.status === 'waiting', 20_000);
  expect(customer.view?.call ?? null).toBeNull();
  await media.close();
  customer.close();
}, 250_000);

const current = (customer: ApiCustomer) => customer.view?.flow?.current[0];
const viewOf = (customer: ApiCustomer): Record<string, unknown> => (current(customer)?.view ?? {}) as Record<string, unknown>;

async function act(customer: ApiCustomer, action: string, input: unknown): Promise<void> {
  const nodeRunId = current(customer)?.nodeRunId;
  if (nodeRunId === undefined) throw new Error('No step is open');
  await customer.request('step.act', { nodeRunId, action, input: input as never });
}

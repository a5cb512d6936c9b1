import type { Page } from '@playwright/test';
import type { Scenario } from './fixture-counter.ts';
import { desk, staff } from './fixtures.ts';
import type { Screen } from './screens.ts';
import { savedTest, simulated } from './simulate-fixtures.ts';

const path = '/console/flows/wealth-sale/simulate';
const refuses = { notice: [[{ signal: 'consent.decided', payload: { kind: 'recording', decision: 'refused' } }]] };
const designer = (): Partial<Scenario> => ({
  staff: staff('designer'),
  desk: { ...desk(), me: staff('designer'), status: 'offline' },
  simulated: simulated({
    scenarios: [
      savedTest('客户不同意录制', { nodes: refuses, expect: { outcome: 'consent_refused' } }),
      savedTest('办到结束', { nodes: refuses, expect: { outcome: 'completed', inOrder: ['notice', 'connect'] } }),
    ],
  }),
});
const enter = async (page: Page) => {
  const customer = page.locator('[data-side=customer]');
  await customer.getByRole('button', { name: /^(我同意|I agree)$/ }).click();
  await customer.getByRole('button', { name: /^(一切正常|Everything works)$/ }).click();
  await page.locator('[data-side=agent] [data-step=script] button').first().waitFor();
};

/** A flow that is tried out, and its tests. */
export const simulateScreens: readonly Screen[] = [
  { name: 'simulate', path, scenario: designer },
  { name: 'simulate-call', path, scenario: designer, act: enter },
  {
    name: 'simulate-held',
    path,
    scenario: designer,
    act: async (page) => {
      await enter(page);
      await page.getByRole('button', { name: /^(客户断线|The customer’s line is lost)$/ }).click();
      await page.getByRole('tab', { name: /^(已做|Done)$/ }).click();
    },
  },
  {
    name: 'simulate-save',
    path,
    scenario: designer,
    act: (page) => page.getByRole('button', { name: /^(保存为测试|Save as a test)$/ }).click(),
  },
  {
    name: 'simulate-tests',
    path,
    scenario: designer,
    act: async (page) => {
      await page.getByRole('button', { name: /^(测试|Tests)$/ }).click();
      await page.locator('[data-verdict=failed]').waitFor();
    },
  },
];

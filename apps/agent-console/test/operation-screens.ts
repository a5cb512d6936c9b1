import type { Scenario } from './fixture-counter.ts';
import { desk, staff } from './fixtures.ts';
import { operations } from './operation-fixtures.ts';
import type { Screen } from './screens.ts';

const path = '/console/operations';
const managed = (shown = operations()): Partial<Scenario> => ({
  staff: staff('admin'),
  desk: { ...desk(), me: staff('admin'), status: 'offline' },
  admin: { operations: shown },
});

/** What flows can call in the bank's systems, in the states that look different. */
export const operationScreens: readonly Screen[] = [
  { name: 'operations', path, narrow: true, scenario: () => managed(), act: (page) => page.locator('tbody tr').first().waitFor() },
  { name: 'operations-empty', path, scenario: () => managed([]) },
  {
    name: 'operations-add',
    path,
    scenario: () => managed(),
    act: (page) => page.getByRole('button', { name: /^(Add operation|登记接口)$/ }).click(),
  },
  {
    name: 'operations-test',
    path,
    narrow: true,
    scenario: () => managed(),
    act: async (page) => {
      await page.getByRole('button', { name: /^(Test: core|试调：core)/ }).click();
      await page.getByRole('button', { name: /^(Call now|立即调用)$/ }).click();
      await page.locator('pre').waitFor();
    },
  },
];

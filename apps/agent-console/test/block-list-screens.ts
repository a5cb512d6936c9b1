import type { Page } from '@playwright/test';
import { blockList, refusedBlockList } from './block-list-fixtures.ts';
import type { Scenario } from './fixture-counter.ts';
import { desk, staff } from './fixtures.ts';
import type { Screen } from './screens.ts';

const path = '/console/block-list';
const managed = (admin: NonNullable<Scenario['admin']> = {}): Partial<Scenario> => ({
  staff: staff('admin'),
  desk: { ...desk(), me: staff('admin'), status: 'offline' },
  admin,
});
export const chooseFile = (page: Page): Promise<void> =>
  page
    .locator('[data-block-list-file]')
    .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('passport,E12345678,lost') });

/** Documents that the bank does not take, in the states that look different. */
export const blockListScreens: readonly Screen[] = [
  { name: 'block-list', path, narrow: true, scenario: () => managed(), act: (page) => page.getByRole('radio').first().waitFor() },
  {
    name: 'block-list-empty',
    path,
    scenario: () => managed({ blockList: blockList({ total: 0, byReason: [], changedAt: null, changedBy: null }) }),
  },
  {
    name: 'block-list-refused',
    path,
    narrow: true,
    scenario: () => managed({ blockListTaken: refusedBlockList() }),
    act: async (page) => {
      await page.getByRole('radio').first().waitFor();
      await chooseFile(page);
      await page.getByRole('alert').waitFor();
    },
  },
];

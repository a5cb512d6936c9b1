import { expect as expectPage } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { refusedBlockList } from './block-list-fixtures.ts';
import { chooseFile } from './block-list-screens.ts';
import type { Scenario } from './fixture-counter.ts';
import { desk, staff } from './fixtures.ts';
import { onPage } from './on-page.ts';

const PAGE = '/console/block-list';
const managed = (admin: NonNullable<Scenario['admin']> = {}, role: 'admin' | 'agent' = 'admin'): Partial<Scenario> => ({
  staff: staff(role),
  desk: { ...desk(), me: staff(role), status: 'offline' },
  admin,
});

describe('documents that the bank does not take', () => {
  it('are counted, and a file of more is sent as it was chosen to be taken', async () => {
    await onPage(PAGE, managed(), async (page, { askedFor }) => {
      await expectPage(page.getByText('1,204')).toBeVisible();
      await expectPage(page.getByText('Stolen 288')).toBeVisible();
      await page.getByRole('radio', { name: 'become the whole list' }).check();
      await chooseFile(page);
      await expect.poll(() => askedFor('blockList.import')).toEqual([{ file: 'passport,E12345678,lost', mode: 'replace' }]);
      await expectPage(page.getByText('12 added, 0 taken off')).toBeVisible();
    });
  });

  it('stay as they are with a bad line, each of which is named', async () => {
    await onPage(PAGE, managed({ blockListTaken: refusedBlockList() }), async (page) => {
      await page.getByRole('radio').first().waitFor();
      await chooseFile(page);
      const problems = page.getByRole('alert');
      await expectPage(problems).toContainText('Nothing was changed: 204 lines have to be mended.');
      await expectPage(problems).toContainText('Line 3: not a number of such a document');
      await expectPage(problems).toContainText('Line 18: no such kind of document');
      await expectPage(problems).toContainText('… and 202 more.');
    });
  });

  it('are no business of an agent', async () => {
    await onPage(PAGE, managed({}, 'agent'), async (page, { askedFor }) => {
      await expectPage(page.getByRole('navigation').getByRole('link', { name: 'Block list' })).toHaveCount(0);
      await expectPage(page.getByRole('radio')).toHaveCount(0);
      expect(askedFor('blockList.import')).toEqual([]);
    });
  });
});

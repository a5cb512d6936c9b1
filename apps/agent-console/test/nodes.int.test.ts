import { expect as expectPage } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { nodes, staff } from './fixtures.ts';
import { onPage } from './on-page.ts';

describe('the media nodes', () => {
  it('are approved after their key was shown', async () => {
    const all = nodes();
    const pending = all.find(({ status }) => status === 'pending');
    await onPage('/console/nodes', { staff: staff('admin'), nodes: all }, async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'Approve' }).click();
      await expectPage(page.getByRole('dialog')).toContainText(pending?.keyThumbprint ?? 'none');
      await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
      await expect.poll(() => askedFor('nodes.approve')).toEqual([pending?.nodeId]);
    });
  });
});

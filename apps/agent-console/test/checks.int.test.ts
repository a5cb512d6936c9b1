import { StaffRole } from '@guichet/protocol';
import { expect as expectPage } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { checking } from './check-screens.ts';
import { desk, staff } from './fixtures.ts';
import { onPage } from './on-page.ts';

const path = '/console/checks';

describe('what waits for a second person', () => {
  it('is decided here, and gone with the decision', async () => {
    await onPage(path, checking(), async (page, { askedFor, counter }) => {
      const [waiting] = counter.scenario.tasks ?? [];
      const card = page.getByRole('listitem').filter({ hasText: 'A-0231' });
      await expectPage(card).toContainText(/waiting 3:\d\d/);
      // What was chosen is called what the form called it.
      for (const words of ['Property or investments', '2,000,000']) await expectPage(card).toContainText(words);
      await card.getByRole('radio', { name: 'Approve' }).check({ force: true });
      counter.scenario.tasks = [];
      await card.getByRole('button', { name: 'Save the decision' }).click();
      // Sooner than the list is asked for anyway.
      await expectPage(page.locator('[data-state=empty]')).toBeVisible({ timeout: 4_000 });
      expect(askedFor('step.act')).toEqual([
        { sessionId: waiting?.sessionId, nodeRunId: waiting?.nodeRunId, action: 'decide', input: { decision: 'approved', note: '' } },
      ]);
    });
  });

  it('is not shown as undone because the list was fetched anew: what is being written stays', async () => {
    await onPage(path, checking(), async (page, { counter }) => {
      const note = page.getByRole('textbox').first();
      await note.fill('The amount is not what was said');
      counter.scenario.tasks = (counter.scenario.tasks ?? []).slice(0, 1);
      await page.getByRole('button', { name: 'Refresh' }).click();
      await expectPage(page.locator('[data-node=task]')).toHaveCount(1);
      await expectPage(note).toHaveValue('The amount is not what was said');
    });
  });
});

describe('the page of what waits for a second person', () => {
  it.each(StaffRole.options)('for the role %s', async (role) => {
    await onPage(
      path,
      { ...checking(), staff: staff(role), desk: { ...desk(), me: staff(role), status: 'offline' } },
      async (page, { askedFor }) => {
        const isOpen = role === 'supervisor';
        await expectPage(page.locator(isOpen ? '[data-node=task]' : '[data-state=denied]').first()).toBeVisible();
        await expectPage(page.getByRole('link', { name: 'To be checked' })).toHaveCount(isOpen ? 1 : 0);
        expect(askedFor('tasks.list').length > 0).toBe(isOpen);
      },
    );
  });
});

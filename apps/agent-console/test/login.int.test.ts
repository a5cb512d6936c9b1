import { AppError } from '@guichet/protocol';
import { expect as expectPage } from '@playwright/test';
import { describe, it } from 'vitest';
import { desk, staff } from './fixtures.ts';
import { onPage } from './on-page.ts';

describe('signing in', () => {
  it('asks for what is missing before it asks the counter', async () => {
    await onPage('/console/login', { staff: null, desk: null }, async (page) => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expectPage(page.getByText('Enter your staff number')).toBeVisible();
      await expectPage(page.getByLabel('Staff number')).toBeFocused();
    });
  });

  it('says the wait of a locked login and holds the button until it is over', async () => {
    const refuse = { 'staff.login': new AppError('login_locked', { retryAfterMs: 1_500 }) };
    await onPage('/console/login', { staff: null, desk: null, refuse }, async (page) => {
      await page.getByLabel('Staff number').fill('0837');
      await page.getByLabel('Password', { exact: true }).fill('wrong');
      await page.keyboard.press('Enter');
      await expectPage(page.getByRole('alert')).toContainText('Locked');
      await expectPage(page.getByRole('button', { name: /Wait 00:0/ })).toBeDisabled();
      await expectPage(page.getByRole('button', { name: 'Sign in' })).toBeEnabled({ timeout: 10_000 });
    });
  });

  it('comes back to the page that was asked for', async () => {
    await onPage('/console/recordings', { staff: null, desk: null }, async (page, { counter }) => {
      await page.getByLabel('Staff number').fill('0837');
      counter.scenario.staff = staff('agent');
      counter.scenario.desk = desk();
      await page.getByLabel('Password', { exact: true }).fill('right');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/console/recordings');
    });
  });

  it('goes to the login when the counter ends it, and says so', async () => {
    await onPage('/console/desk', {}, async (page, { counter }) => {
      await page.getByRole('button', { name: /^Status/ }).waitFor();
      counter.scenario.staff = null;
      counter.notify('signed.out');
      await expectPage(page.getByText('Your login has ended')).toBeVisible();
    });
  });

  it('sets the language of the page', async () => {
    for (const language of ['zh-CN', 'en'] as const) {
      await onPage(
        '/console/login',
        { staff: null, desk: null },
        async (page) => {
          await expectPage(page.locator('html')).toHaveAttribute('lang', language);
        },
        { language },
      );
    }
  });
});

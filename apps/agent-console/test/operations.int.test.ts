import { AppError } from '@guichet/protocol';
import { expect as expectPage, type Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import type { Scenario } from './fixture-counter.ts';
import { desk, staff } from './fixtures.ts';
import { onPage } from './on-page.ts';
import { operations } from './operation-fixtures.ts';

const managed = (change: Partial<Scenario> = {}): Partial<Scenario> => ({
  staff: staff('admin'),
  desk: { ...desk(), me: staff('admin'), status: 'offline' },
  admin: { operations: operations() },
  ...change,
});
const PAGE = '/console/operations';
const dialog = (page: Page) => page.getByRole('dialog');

describe('what flows call in the bank’s systems', () => {
  it('is entered with its schemas and the name of its secret, by the keyboard', async () => {
    await onPage(PAGE, managed(), async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'Add operation' }).press('Enter');
      await page.keyboard.press('Enter');
      await expectPage(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription(/small letters/);
      await page.keyboard.type('core.open-account');
      await page.getByLabel('Title in Chinese').fill('开立账户');
      await page.getByLabel('Title in English').fill('Open an account');
      await page.getByLabel('Address of the system').fill('https://core.bank.example:8443');
      await page.getByLabel('Path').fill('/accounts');
      await page.getByLabel('JSON Schema of the request').fill('{"type": "nothing"}');
      await dialog(page).getByRole('button', { name: 'Add' }).click();
      await expectPage(page.getByLabel('JSON Schema of the request')).toBeFocused();
      await page.getByLabel('JSON Schema of the request').fill('{"type": "object", "properties": {"phone": {"type": "string"}}}');
      await page.getByLabel('Secret sent as bearer token').selectOption('From this file');
      await page.getByLabel('Name of the file').fill('core');
      await dialog(page).getByRole('button', { name: 'Add' }).click();
      await expectPage(dialog(page)).toHaveCount(0);
      expect(askedFor('operations.create')).toMatchObject([
        {
          name: 'core.open-account',
          title: { 'zh-CN': '开立账户', en: 'Open an account' },
          requestSchema: { type: 'object', properties: { phone: { type: 'string' } } },
          secret: { kind: 'named', name: 'core' },
          timeoutMs: 5_000,
        },
      ]);
    });
  });

  it('keeps its secret when it is edited, without showing which; at another address it is asked for again', async () => {
    await onPage(PAGE, managed(), async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'Edit: core.place-wealth-order' }).click();
      await expectPage(page.getByLabel('Secret sent as bearer token')).toHaveValue('kept');
      await page.getByLabel('Address of the system').fill('https://elsewhere.bank.example');
      await dialog(page).getByRole('button', { name: 'Save' }).click();
      await expectPage(page.getByLabel('Secret sent as bearer token')).toHaveAccessibleDescription(/name its secret again/);
      await page.getByLabel('Address of the system').fill('https://core.bank.example:8443');
      await page.getByLabel('Attempts').fill('2');
      await dialog(page).getByRole('button', { name: 'Save' }).click();
      await expect.poll(() => askedFor('operations.edit')).toMatchObject([{ maxAttempts: 2, secret: { kind: 'kept' } }]);
    });
  });

  it('says beside the address that the operator does not allow it', async () => {
    const refuse = { 'operations.edit': new AppError('host_not_allowed') };
    await onPage(PAGE, managed({ refuse }), async (page) => {
      await page.getByRole('button', { name: 'Edit: core.place-wealth-order' }).click();
      await dialog(page).getByRole('button', { name: 'Save' }).click();
      await expectPage(page.getByLabel('Address of the system')).toHaveAccessibleDescription(/SERVICE_HOSTS/);
    });
  });

  it('is tried with a sample, and shows what came of it', async () => {
    await onPage(PAGE, managed(), async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'Test: core.place-wealth-order' }).click();
      await page.getByLabel('Request (JSON)').fill('[');
      await dialog(page).getByRole('button', { name: 'Call now' }).click();
      await expectPage(dialog(page)).toContainText('This is no JSON object');
      await page.getByLabel('Request (JSON)').fill('{"product": "LJWY6", "amount": 1}');
      await dialog(page).getByRole('button', { name: 'Call now' }).click();
      await expectPage(dialog(page)).toContainText('Answered as expected, in 84 ms');
      await expectPage(dialog(page)).toContainText('LC202611220001');
      expect(askedFor('operations.test')).toEqual([{ sample: { product: 'LJWY6', amount: 1 } }]);
    });
  });

  it('is disabled after a question, and enabled again', async () => {
    await onPage(PAGE, managed(), async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'Disable: core.place-wealth-order' }).click();
      expect(askedFor('operations.disable')).toEqual([]);
      await dialog(page).getByRole('button', { name: 'Disable' }).click();
      await expect.poll(() => askedFor('operations.disable')).toHaveLength(1);
      await page.getByRole('button', { name: 'Enable: cards.block-temporarily' }).click();
      await expect.poll(() => askedFor('operations.enable')).toHaveLength(1);
    });
  });
});

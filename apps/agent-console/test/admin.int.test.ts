import { AppError } from '@guichet/protocol';
import { expect as expectPage, type Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { API_KEY, clients, deliveries, members, ONE_TIME_PASSWORD, services, SIGNING_SECRET } from './admin-fixtures.ts';
import type { Scenario } from './fixture-counter.ts';
import { desk, staff } from './fixtures.ts';
import { inCall, onPage } from './on-page.ts';

const managed = (change: Partial<Scenario> = {}): Partial<Scenario> => ({
  staff: staff('admin'),
  desk: { ...desk(), me: staff('admin'), status: 'offline' },
  admin: { members: members(), clients: clients(), deliveries: deliveries(), services: services() },
  ...change,
});
const dialog = (page: Page) => page.getByRole('dialog');

/** A secret is on the screen until it is put away, survives Escape, and is nowhere afterwards. */
async function keepSecret(page: Page, secret: string): Promise<void> {
  await expectPage(page.locator('[data-secret]')).toHaveText(secret);
  await page.keyboard.press('Escape');
  await expectPage(page.locator('[data-secret]')).toHaveText(secret);
  await dialog(page).getByRole('button', { name: 'I have kept it' }).click();
  await expectPage(dialog(page)).toHaveCount(0);
  expect(await page.content()).not.toContain(secret);
  expect(page.url()).not.toContain(secret);
}

describe('staff', () => {
  it('are added by the keyboard alone, and their password is shown once', async () => {
    await onPage('/console/staff', managed(), async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'Add staff' }).press('Enter');
      await expectPage(page.getByLabel('Staff number')).toBeFocused();
      await page.keyboard.type('0900');
      await page.keyboard.press('Tab');
      await page.keyboard.type('何瑞');
      await page.keyboard.press('Tab');
      await page.keyboard.type('He Rui');
      await dialog(page).getByRole('checkbox', { name: 'reviewer' }).press('Space');
      await dialog(page).getByRole('checkbox', { name: 'Insurance' }).press('Space');
      await page.keyboard.press('Enter');
      await keepSecret(page, ONE_TIME_PASSWORD);
      expect(askedFor('team.create')).toEqual([
        {
          staffNumber: '0900',
          names: { 'zh-CN': '何瑞', en: 'He Rui' },
          roles: ['agent', 'reviewer'],
          skills: ['insurance'],
          language: 'zh-CN',
        },
      ]);
    });
  });

  it('say beside the field that a number is taken', async () => {
    await onPage('/console/staff', managed({ refuse: { 'team.create': new AppError('staff_number_taken') } }), async (page) => {
      await page.getByRole('button', { name: 'Add staff' }).click();
      await page.getByLabel('Staff number').fill('0837');
      await page.getByLabel('Name in Chinese').fill('何瑞');
      await dialog(page).getByRole('button', { name: 'Add' }).click();
      await expectPage(page.getByLabel('Staff number')).toHaveAccessibleDescription(/Somebody has this staff number already/);
    });
  });

  it('are found, edited, and sent away after a question', async () => {
    await onPage('/console/staff', managed(), async (page, { askedFor }) => {
      await page.getByLabel('Search name or number').fill('gu 0837');
      await expectPage(page.locator('tbody tr')).toHaveCount(1);
      await page.getByRole('button', { name: 'Edit 顾磊' }).click();
      await dialog(page).getByRole('checkbox', { name: 'supervisor' }).uncheck();
      await dialog(page).getByRole('button', { name: 'Save' }).click();
      await expect.poll(() => askedFor('team.edit')).toMatchObject([{ roles: ['agent'], names: { en: 'Gu Lei' } }]);
      await page.getByRole('button', { name: 'More for 顾磊' }).click();
      await page.getByRole('menuitem', { name: 'Disable' }).click();
      expect(askedFor('team.disable')).toEqual([]);
      await dialog(page).getByRole('button', { name: 'Disable' }).click();
      await expect.poll(() => askedFor('team.disable')).toHaveLength(1);
    });
  });

  it('cannot take their own administrator role or lock themselves out', async () => {
    await onPage('/console/staff', managed(), async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'Edit 林静' }).click();
      await dialog(page).getByRole('checkbox', { name: 'administrator' }).uncheck();
      await dialog(page).getByRole('checkbox', { name: 'agent' }).check();
      await dialog(page).getByRole('button', { name: 'Save' }).click();
      await expectPage(dialog(page)).toContainText('You cannot give up your own administrator role');
      expect(askedFor('team.edit')).toEqual([]);
      await page.keyboard.press('Escape');
      await expectPage(page.getByRole('button', { name: 'More for 林静' })).toHaveAccessibleDescription('Not for yourself');
    });
  });
});

describe('services', () => {
  const row = (page: Page, name: string) => page.locator('tbody tr').filter({ hasText: name });

  it('show what they run, when they are open, and what is retired', async () => {
    await onPage('/console/services', managed(), async (page) => {
      await expectPage(row(page, 'Wealth product purchase')).toContainText('Wealth product sale');
      await expectPage(row(page, 'Wealth product purchase')).toContainText('Mon–Fri 09:00–17:00, Sat 09:00–12:00');
      await expectPage(row(page, 'Account opening')).toContainText('Any time');
      await expectPage(row(page, 'Insurance, recorded')).toContainText('Retired');
      await expectPage(page.getByRole('region', { name: 'Skills' })).toContainText('理财 · Wealth');
    });
  });

  it('are edited by the keyboard, hours included', async () => {
    await onPage('/console/services', managed(), async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'Edit Account opening' }).press('Enter');
      await expectPage(dialog(page).getByLabel('Name in Chinese')).toBeFocused();
      await dialog(page).getByLabel('Name in English').fill('Open an account');
      await dialog(page).getByLabel('Skill').selectOption({ label: 'Insurance' });
      await dialog(page).getByRole('button', { name: 'Add hours' }).press('Enter');
      await dialog(page).getByRole('checkbox', { name: 'Sat' }).press('Space');
      await dialog(page).getByLabel('Until').fill('18:30');
      await dialog(page).getByLabel('Name in English').press('Enter');
      await expect
        .poll(() => askedFor('services.edit'))
        .toMatchObject([
          {
            title: { 'zh-CN': '开户核身', en: 'Open an account' },
            skill: 'insurance',
            flow: 'account-opening',
            anonymous: true,
            hours: [{ days: [1, 2, 3, 4, 5, 6], from: '09:00', to: '18:30' }],
          },
        ]);
      await expectPage(dialog(page)).toHaveCount(0);
    });
  });

  it('say beside the field what is missing, and that letters are taken', async () => {
    await onPage('/console/services', managed({ refuse: { 'services.create': new AppError('ticket_prefix_taken') } }), async (page) => {
      await page.getByRole('button', { name: 'Add service' }).click();
      await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
      await expectPage(dialog(page).getByLabel('Name in Chinese')).toHaveAccessibleDescription('Enter the name in both languages');
      await dialog(page).getByLabel('Name in Chinese').fill('挂失');
      await dialog(page).getByLabel('Name in English').fill('Lost card');
      await dialog(page).getByLabel('Explanation in Chinese').fill('挂失补卡');
      await dialog(page).getByLabel('Explanation in English').fill('Report a card lost');
      await dialog(page).getByLabel('Skill').selectOption({ label: 'Accounts' });
      await dialog(page).getByLabel('Flow').selectOption({ label: 'Account opening' });
      await dialog(page).getByLabel('Letters of its tickets').fill('a');
      await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
      await expectPage(dialog(page).getByLabel('Letters of its tickets')).toHaveAccessibleDescription(/Another service uses these letters/);
    });
  });

  it('get a recording notice of their own, in both languages or not at all', async () => {
    await onPage('/console/services', managed(), async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'More for Account opening' }).click();
      await page.getByRole('menuitem', { name: 'Recording notice' }).click();
      await expectPage(dialog(page)).toContainText('Customers read the notice of the bank, version recording-v1.');
      const save = dialog(page).getByRole('button', { name: 'Put in force' });
      await expectPage(save).toHaveAccessibleDescription('Nothing was changed');
      await dialog(page).getByLabel('Title in English').fill('');
      await save.click();
      await expectPage(dialog(page).getByLabel('Title in English')).toHaveAccessibleDescription('It is needed in both languages');
      await dialog(page).getByLabel('Title in English').fill('We record this call');
      await save.click();
      await expect
        .poll(() => askedFor('services.setNotice'))
        .toMatchObject([{ texts: { title: { 'zh-CN': '全程录音录像', en: 'We record this call' } } }]);
    });
  });

  it('are retired after a question, and offered again', async () => {
    await onPage('/console/services', managed(), async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'More for Account opening' }).click();
      await page.getByRole('menuitem', { name: 'Retire' }).click();
      expect(askedFor('services.retire')).toEqual([]);
      await dialog(page).getByRole('button', { name: 'Retire' }).click();
      await expect.poll(() => askedFor('services.retire')).toHaveLength(1);
      await page.getByRole('button', { name: 'More for Insurance, recorded' }).click();
      await page.getByRole('menuitem', { name: 'Offer again' }).click();
      await dialog(page).getByRole('button', { name: 'Offer again' }).click();
      await expect.poll(() => askedFor('services.restore')).toHaveLength(1);
    });
  });

  it('need skills, which are named in both languages', async () => {
    await onPage('/console/services', managed(), async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'Add skill' }).click();
      await page.keyboard.type('Cards!');
      await page.keyboard.press('Enter');
      await expectPage(dialog(page).getByLabel('Word in flows')).toHaveAccessibleDescription(/a letter first/);
      await dialog(page).getByLabel('Word in flows').fill('cards');
      await dialog(page).getByLabel('Name in Chinese').fill('银行卡');
      await dialog(page).getByLabel('Name in English').fill('Cards');
      await page.keyboard.press('Enter');
      await expect.poll(() => askedFor('skills.name')).toEqual([{ name: { 'zh-CN': '银行卡', en: 'Cards' } }]);
    });
  });
});

describe("the bank's systems", () => {
  it('get a key that is shown once', async () => {
    await onPage('/console/clients', managed(), async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'Add system' }).click();
      await page.keyboard.press('Enter');
      await expectPage(dialog(page)).toContainText('Enter a name');
      await page.keyboard.type('Call centre');
      await page.keyboard.press('Enter');
      await keepSecret(page, API_KEY);
      expect(askedFor('clients.create')).toEqual([{ name: 'Call centre' }]);
    });
  });

  it('get a webhook over HTTPS with a secret that is shown once', async () => {
    const [, without] = clients();
    if (without === undefined) throw new Error('no client');
    await onPage('/console/clients', managed({ admin: { clients: [without] } }), async (page, { askedFor }) => {
      await page.getByRole('button', { name: /^Webhook of/ }).click();
      await expectPage(dialog(page)).toContainText('No message was sent yet');
      await page.getByLabel('Address').fill('http://bank.example/hooks');
      await page.keyboard.press('Enter');
      await expectPage(dialog(page)).toContainText('An HTTPS address without user name and password');
      await page.getByLabel('Address').fill('https://bank.example/hooks');
      await page.keyboard.press('Enter');
      await keepSecret(page, SIGNING_SECRET);
      expect(askedFor('webhooks.set')).toEqual([{ url: 'https://bank.example/hooks' }]);
    });
  });

  it('can be sent a test, and say what came of it and of what was sent before', async () => {
    await onPage('/console/clients', managed(), async (page, { counter }) => {
      await page.getByRole('button', { name: 'Webhook of 手机银行（生产）' }).click();
      await expectPage(dialog(page).getByRole('listitem')).toHaveCount(4);
      await expectPage(dialog(page)).toContainText('ECONNREFUSED');
      await dialog(page).getByRole('button', { name: 'Send a test' }).click();
      await expectPage(dialog(page)).toContainText('The test arrived: HTTP 204.');
      counter.scenario.refuse = { 'webhooks.test': new AppError('rate_limited') };
      await dialog(page).getByRole('button', { name: 'Send a test' }).click();
      await expectPage(dialog(page)).toContainText('Too fast');
    });
  });
});

describe('a password that was handed out', () => {
  it('is replaced before anything else, without being typed again', async () => {
    await onPage('/console/desk', { staff: null, desk: null }, async (page, { counter, askedFor }) => {
      await page.getByLabel('Staff number').fill('0837');
      counter.scenario.staff = staff('agent');
      counter.scenario.desk = desk();
      counter.scenario.passwordChangeDue = true;
      await page.getByLabel('Password', { exact: true }).fill(ONE_TIME_PASSWORD);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/console/password');
      await expectPage(page.getByLabel('New password', { exact: true })).toBeFocused();
      await page.keyboard.type('short');
      await page.keyboard.press('Enter');
      await expectPage(page.getByText('At least 12 characters', { exact: true })).toBeVisible();
      await page.getByLabel('New password', { exact: true }).fill('a phrase of my own');
      await page.getByLabel('New password again').fill('another phrase');
      await page.keyboard.press('Enter');
      await expectPage(page.getByText('The two are not the same')).toBeVisible();
      await page.getByLabel('New password again').fill('a phrase of my own');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/console/desk');
      await page.getByRole('button', { name: /^Status/ }).waitFor();
      expect(askedFor('staff.changePassword')).toEqual([{ current: ONE_TIME_PASSWORD, next: 'a phrase of my own' }]);
    });
  });

  it('is asked for when the page was reloaded meanwhile, and leads nowhere else', async () => {
    await onPage('/console/recordings', { passwordChangeDue: true }, async (page) => {
      await page.waitForURL('**/console/password');
      await expectPage(page.getByLabel('One-time password')).toBeFocused();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL('**/console/login');
    });
  });
});

describe('a masked value', () => {
  it('is shown for a reason, and put away again', async () => {
    await onPage('/console/desk', inCall(), async (page, { askedFor }) => {
      const show = page.getByRole('button', { name: 'Show in full (leaves an audit record)' }).first();
      await show.click();
      await expectPage(dialog(page)).toContainText('kept in the audit trail');
      await page.getByRole('radio', { name: 'To contact the customer' }).check();
      expect(askedFor('facts.reveal')).toEqual([]);
      await dialog(page).getByRole('button', { name: 'Show' }).click();
      await expectPage(page.locator('[data-revealed]')).toContainText('王小明');
      expect(askedFor('facts.reveal')).toMatchObject([{ reason: 'contact' }]);
      await page.getByRole('button', { name: 'Hide' }).click();
      await expectPage(page.getByText('王小明')).toHaveCount(0);
    });
  });
});

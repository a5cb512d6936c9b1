import { AppError } from '@guichet/protocol';
import type { Page } from '@playwright/test';
import { clients, deliveries, members, services } from './admin-fixtures.ts';
import type { Scenario } from './fixture-counter.ts';
import { desk, staff } from './fixtures.ts';
import type { Screen } from './screens.ts';

/** What an administrator is shown. */
export const managed = (change: Partial<Scenario> = {}): Partial<Scenario> => ({
  staff: staff('admin'),
  desk: { ...desk(), me: staff('admin'), status: 'offline' },
  admin: { members: members(), clients: clients(), deliveries: deliveries(), services: services() },
  ...change,
});
const press =
  (name: RegExp, inDialog = false) =>
  async (page: Page) =>
    (inDialog ? page.getByRole('dialog') : page).getByRole('button', { name }).first().click();
/** Every screen of administration but the media nodes. */
export const adminScreens: readonly Screen[] = [
  {
    name: 'staff',
    path: '/console/staff',
    scenario: () => managed(),
    narrow: true,
    act: (page) => page.locator('tbody tr').first().waitFor(),
  },
  { name: 'staff-empty', path: '/console/staff', scenario: () => managed({ admin: {} }) },
  {
    name: 'staff-loading',
    path: '/console/staff',
    scenario: () => managed({ hang: new Set(['team.list']) }),
    act: (page) => page.locator('[data-state=loading]').first().waitFor(),
  },
  {
    name: 'staff-error',
    path: '/console/staff',
    scenario: () => managed({ refuse: { 'team.list': new AppError('unavailable') } }),
    act: (page) => page.locator('[data-state=error]').waitFor({ timeout: 15_000 }),
  },
  {
    name: 'staff-add',
    path: '/console/staff',
    scenario: () => managed(),
    narrow: true,
    act: async (page) => {
      await press(/^(Add staff|添加员工)$/)(page);
      await page.getByRole('checkbox', { name: /Wealth|理财/ }).waitFor();
      await press(/^(Add|添加)$/, true)(page);
      await page.getByText(/Enter a staff number|请输入工号/).waitFor();
    },
  },
  {
    name: 'staff-menu',
    path: '/console/staff',
    scenario: () => managed(),
    act: async (page) => {
      await page.getByRole('button', { name: /More for 顾磊|顾磊 的更多操作/ }).click();
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  {
    name: 'staff-secret',
    path: '/console/staff',
    scenario: () => managed(),
    narrow: true,
    act: async (page) => {
      await page.getByRole('button', { name: /More for 顾磊|顾磊 的更多操作/ }).click();
      await page.getByRole('menuitem').first().click();
      await press(/^(Reset password|重置密码)$/, true)(page);
      await page.locator('[data-secret]').waitFor();
    },
  },
  {
    name: 'services',
    path: '/console/services',
    scenario: () => managed(),
    narrow: true,
    act: (page) => page.locator('tbody tr').first().waitFor(),
  },
  { name: 'services-empty', path: '/console/services', scenario: () => managed({ admin: {} }) },
  {
    name: 'services-error',
    path: '/console/services',
    scenario: () => managed({ refuse: { 'services.list': new AppError('unavailable') } }),
    act: (page) => page.locator('[data-state=error]').waitFor({ timeout: 15_000 }),
  },
  {
    name: 'services-edit',
    path: '/console/services',
    scenario: () => managed(),
    narrow: true,
    act: press(/^(Edit Wealth product purchase|编辑 理财产品购买)$/),
  },
  {
    name: 'services-add-wrong',
    path: '/console/services',
    scenario: () => managed(),
    act: async (page) => {
      await press(/^(Add service|添加业务)$/)(page);
      await press(/^(Add|添加)$/, true)(page);
      await page
        .getByText(/Enter the name in both languages|请填写中英文名称/)
        .first()
        .waitFor();
    },
  },
  {
    name: 'services-notice',
    path: '/console/services',
    scenario: () => managed(),
    narrow: true,
    act: async (page) => {
      await page.getByRole('button', { name: /More for Wealth product|理财产品购买 的更多操作/ }).click();
      await page.getByRole('menuitem').first().click();
      await page.getByRole('dialog').getByRole('textbox').first().waitFor();
    },
  },
  {
    name: 'services-retire',
    path: '/console/services',
    scenario: () => managed(),
    act: async (page) => {
      await page.getByRole('button', { name: /More for Wealth product|理财产品购买 的更多操作/ }).click();
      await page.getByRole('menuitem').nth(1).click();
    },
  },
  { name: 'services-skill', path: '/console/services', scenario: () => managed(), act: press(/^(Add skill|添加技能组)$/) },
  {
    name: 'clients',
    path: '/console/clients',
    scenario: () => managed(),
    narrow: true,
    act: (page) => page.locator('tbody tr').first().waitFor(),
  },
  { name: 'clients-empty', path: '/console/clients', scenario: () => managed({ admin: {} }) },
  {
    name: 'clients-error',
    path: '/console/clients',
    scenario: () => managed({ refuse: { 'clients.list': new AppError('unavailable') } }),
    act: (page) => page.locator('[data-state=error]').waitFor({ timeout: 15_000 }),
  },
  { name: 'clients-add', path: '/console/clients', scenario: () => managed(), act: press(/^(Add system|添加系统)$/) },
  {
    name: 'clients-webhook',
    path: '/console/clients',
    scenario: () => managed(),
    narrow: true,
    act: async (page) => {
      await press(/Webhook of|的通知/)(page);
      await page.getByRole('dialog').getByRole('listitem').first().waitFor();
      await press(/^(Send a test|发送测试)$/, true)(page);
      await page.getByText('HTTP 204').first().waitFor();
    },
  },
];

import type { Page } from '@playwright/test';
import { type DesignedScenario, designed, installed, running, version, withShortCut } from './designer-fixtures.ts';
import type { Scenario } from './fixture-counter.ts';
import { desk, staff } from './fixtures.ts';
import type { Screen } from './screens.ts';

const FLOW = '/console/flows/wealth-sale';
const as =
  (role: 'designer' | 'admin', change: Partial<DesignedScenario> = {}) =>
  (): Partial<Scenario> => ({ staff: staff(role), desk: { ...desk(), me: staff(role), status: 'offline' }, designed: designed(change) });
const isDrawn = async (page: Page) => {
  await page.locator('[data-canvas] [data-step]').first().waitFor();
};
const press = (name: RegExp) => async (page: Page) => {
  await isDrawn(page);
  await page.getByRole('button', { name }).click();
  await page.getByRole('dialog').waitFor();
};
const give = (selector: string) => async (page: Page) => {
  await page.locator(selector).setInputFiles({ name: 'cards.guichet', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await page.getByRole('dialog').waitFor();
};
const inReview = { versions: [version(3, 'in_review'), version(2, 'published')], definitions: { 2: withShortCut() } };
const rolledOut = { versions: [version(3, 'published'), version(2, 'published')], rollouts: [running()] };

/** The designer at its moments, and the component library. */
export const designerScreens: readonly Screen[] = [
  { name: 'designer-list', path: '/console/flows', scenario: as('designer') },
  {
    name: 'designer-empty',
    path: '/console/flows',
    scenario: as('designer', { isNew: true, versions: [] }),
    act: async (page) => {
      await page.locator('[data-new]').click();
      await page.getByRole('dialog').getByRole('textbox').first().fill('A short visit');
      await page.keyboard.press('Enter');
      await page.locator('[data-canvas]').waitFor();
    },
  },
  { name: 'designer-full', path: FLOW, scenario: as('designer'), act: isDrawn },
  {
    name: 'designer-step',
    path: FLOW,
    scenario: as('designer'),
    act: async (page) => {
      await isDrawn(page);
      await page.locator('[data-canvas] [data-step]').nth(1).click();
      await page.locator('[data-panel="node"]').waitFor();
    },
  },
  {
    name: 'designer-violation',
    path: FLOW,
    scenario: as('designer', { definitions: { 3: withShortCut() } }),
    act: async (page) => {
      await isDrawn(page);
      const rule = page.locator('[data-rule]').first();
      await rule.waitFor();
      await rule.getByRole('button').first().click();
    },
  },
  { name: 'designer-diff', path: `${FLOW}?version=3&compare=2`, scenario: as('admin', inReview), act: isDrawn },
  {
    name: 'designer-publish',
    path: `${FLOW}?version=3&compare=2`,
    scenario: as('admin', inReview),
    act: press(/^(Approve and publish|通过并发布|批准并发布|复核通过并发布)/),
  },
  { name: 'designer-rollout', path: FLOW, scenario: as('admin', rolledOut), act: isDrawn },
  { name: 'designer-adjust', path: FLOW, scenario: as('admin', rolledOut), act: press(/^(Adjust rollout|调整灰度|调整发布范围|调整)/) },
  { name: 'designer-history', path: FLOW, scenario: as('designer', rolledOut), act: press(/^(History|历史|历史记录|变更记录)$/) },
  { name: 'designer-positions', path: FLOW, scenario: as('designer', rolledOut), act: press(/^(Sessions now|办理位置)/) },
  {
    name: 'designer-replays',
    path: FLOW,
    scenario: as('designer'),
    act: async (page) => {
      await press(/^(Past runs|历史回放)$/)(page);
      await page.getByRole('button', { name: /^(Run again|开始重放)$/ }).click();
      await page.locator('[data-replayed]').waitFor();
    },
  },
  { name: 'components', path: '/console/components', scenario: as('admin', { bundles: installed() }) },
  { name: 'components-empty', path: '/console/components', scenario: as('designer') },
  {
    name: 'components-install',
    path: '/console/components',
    scenario: as('designer', { bundles: installed() }),
    act: give('[data-bundle-file]'),
  },
  {
    name: 'components-refused',
    path: '/console/components',
    scenario: as('designer', { bundles: installed(), refusal: 'unknown_key' }),
    act: give('[data-bundle-file]'),
  },
  {
    name: 'components-trust',
    path: '/console/components',
    scenario: as('admin', { bundles: installed() }),
    act: async (page) => {
      await page.locator('[data-trust]').click();
      await page.getByRole('dialog').waitFor();
    },
  },
];

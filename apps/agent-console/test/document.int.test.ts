import { AppError, type FlowCurrentView } from '@guichet/protocol';
import { expect as expectPage, type Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import type { Scenario } from './fixture-counter.ts';
import { busy } from './fixtures.ts';
import { flowWith, openStep } from './flow-fixtures.ts';
import { inCall, onPage } from './on-page.ts';

const step = openStep('document');
const flowOf = (change: object = {}, more: Partial<FlowCurrentView> = {}) =>
  flowWith([{ ...step, view: { ...step.view, ...change }, ...more }]);
const at = (change: object = {}): Partial<Scenario> => ({ ...inCall(), desk: busy({ flow: flowOf(change), language: 'en' }) });
/** The customer turns the pages, and the agent only looks. */
const CUSTOMERS = { mayPresent: false };
const DESK = '/console/desk';

const sheet = (page: Page) => page.getByRole('region', { name: 'Document' });
const paper = (page: Page, number: number) =>
  sheet(page)
    .locator('[data-drawn=true]')
    .and(page.getByRole('group', { name: `Page ${number} of 2` }));
const box = (page: Page) => page.getByRole('group', { name: /^Document: Page Up/ });
/** How dark the middle of the page is: 0 for an empty one. */
const inkOn = (page: Page) =>
  sheet(page)
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      let dark = 0;
      for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 128) dark += 1;
      return dark;
    });

describe('the document at the desk', () => {
  it('is drawn, can be read by who listens, and shows where it is signed and where it was', async () => {
    await onPage(DESK, at(), async (page) => {
      await paper(page, 1).waitFor();
      await expect.poll(() => inkOn(page)).toBeGreaterThan(500);
      await expectPage(paper(page, 1)).toContainText('风险揭示书');
      await expectPage(paper(page, 1).locator('[data-signed=true]')).toContainText('Risks');
      await page.getByRole('button', { name: 'Next page' }).click();
      await paper(page, 2).waitFor();
      await expectPage(paper(page, 2).locator('[data-signed=false]')).toHaveCount(1);
    });
  });

  it('leads the customer where the agent presents, by buttons and by keys', async () => {
    await onPage(DESK, at(), async (page, { askedFor }) => {
      await paper(page, 1).waitFor();
      await box(page).press('PageDown');
      await paper(page, 2).waitFor();
      await expect.poll(() => askedFor('step.act')).toMatchObject([{ action: 'present', input: { page: 2 } }]);
      await page.getByRole('button', { name: /^Show page 1\./ }).click();
      await paper(page, 1).waitFor();
      await expect.poll(() => askedFor('step.act')).toHaveLength(2);
    });
  });

  it('follows the customer where they turn the pages, and tells the counter nothing of what the agent looks at', async () => {
    await onPage(DESK, at(CUSTOMERS), async (page, { counter, askedFor }) => {
      await paper(page, 1).waitFor();
      await box(page).press('End');
      await paper(page, 2).waitFor();
      await page.getByRole('button', { name: 'To the customer’s page' }).click();
      await paper(page, 1).waitFor();
      counter.push(busy({ flow: flowOf({ ...CUSTOMERS, presentedPage: 2 }), language: 'en' }));
      await paper(page, 2).waitFor();
      expect(askedFor('step.act')).toEqual([]);
    });
  });

  it('stays where it is when the counter does not let the page be turned', async () => {
    await onPage(DESK, { ...at(), refuse: { 'step.act': new AppError('wrong_state') } }, async (page) => {
      await paper(page, 1).waitFor();
      await page.getByRole('button', { name: 'Next page' }).click();
      await paper(page, 1).waitFor();
      await expectPage(paper(page, 2)).toHaveCount(0);
    });
  });

  it('grows and shrinks within its own frame', async () => {
    await onPage(DESK, at(), async (page) => {
      await paper(page, 1).waitFor();
      const before = await paper(page, 1).boundingBox();
      const frame = await box(page).boundingBox();
      await box(page).press('+');
      await expect.poll(async () => (await paper(page, 1).boundingBox())?.width).toBeGreaterThan((before?.width ?? 0) * 1.4);
      expect(await box(page).boundingBox()).toMatchObject({ width: frame?.width ?? 0 });
      await box(page).press('0');
      await expect.poll(async () => (await paper(page, 1).boundingBox())?.width).toBe(before?.width);
    });
  });

  it('is not shown when it is another one than the step names', async () => {
    const document = { documentId: 'doc_1', pages: 2, hash: 'f'.repeat(64) };
    await onPage(DESK, at({ document }), async (page) => {
      await expectPage(page.getByRole('alert').filter({ hasText: 'not the document of this step' })).toBeVisible();
      await expectPage(sheet(page)).toHaveCount(0);
    });
  });
});

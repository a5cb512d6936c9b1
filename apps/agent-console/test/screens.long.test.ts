import type { Page } from '@playwright/test';
import { violationsOf } from '@guichet/ui/testing/accessibility';
import { describe, expect, it } from 'vitest';
import { onPage } from './on-page.ts';
import { type Screen, screens } from './screens.ts';

// Language and theme take turns, so that both of each are looked at.
const LOOKS = [
  { language: 'zh-CN', theme: 'light' },
  { language: 'en', theme: 'dark' },
  { language: 'zh-CN', theme: 'dark' },
  { language: 'en', theme: 'light' },
] as const;
const lookOf = (screen: Screen) => LOOKS[screens.indexOf(screen) % LOOKS.length] ?? LOOKS[0];

async function show({ path, scenario, act }: Screen, look: (typeof LOOKS)[number], work: (page: Page) => Promise<void>): Promise<void> {
  await onPage(
    path,
    scenario(),
    async (page) => {
      await page.locator('main, [data-state]').first().waitFor();
      await act?.(page);
      await work(page);
    },
    look,
  );
}

const inSight = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const box = element.getBoundingClientRect();
      const within = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
      // What lies under a modal dialog can't be hit, covered or not: there the boxes tell.
      const dialog = document.querySelector('dialog[open]')?.getBoundingClientRect();
      if (dialog !== undefined)
        return within && (dialog.left >= box.right || dialog.top >= box.bottom || dialog.right <= box.left || dialog.bottom <= box.top);
      return within && element.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
    });

/** In the smallest console, 1280 × 720, neither picture nor recording indicator nor the way out is covered. */
async function expectUncovered(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 720 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await inSight(page, '[data-recording]')).toBe(true);
  expect(await inSight(page, '[data-stage] figure')).toBe(true);
  const height = await page.locator('[data-stage]').evaluate((stage) => stage.getBoundingClientRect().height);
  expect(height).toBeGreaterThanOrEqual(240);
  // A modal question answers "End" itself.
  if ((await page.locator('dialog[open]').count()) === 0)
    expect(await inSight(page, 'button:has-text("End"), button:has-text("结束")')).toBe(true);
}

const WCAG = 'passes WCAG 2.2 AA as far as a machine can tell';
const isCall = ({ name }: Screen) => name.startsWith('call');

describe('every screen of a call', () => {
  it.each(screens.filter(isCall))(`${WCAG}, and covers nothing that has to be seen in the smallest console: $name`, async (screen) => {
    await show(screen, lookOf(screen), async (page) => {
      expect(await violationsOf(page)).toEqual([]);
      await expectUncovered(page);
    });
  });
});

describe('every other screen', () => {
  it.each(screens.filter((screen) => !isCall(screen)))(`${WCAG}: $name`, async (screen) => {
    await show(screen, lookOf(screen), async (page) => {
      expect(await violationsOf(page)).toEqual([]);
    });
  });
});

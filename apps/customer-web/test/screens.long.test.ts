import type { Page } from '@playwright/test';
import { violationsOf } from '@guichet/ui/testing/accessibility';
import { describe, expect, it } from 'vitest';
import { onPage, PHONE } from './on-page.ts';
import { screens } from './screens.ts';

// Language, theme and scale take turns, so that all of each are looked at.
const LOOKS = [
  { language: 'zh-CN', theme: 'light', care: false },
  { language: 'en', theme: 'dark', care: true },
  { language: 'zh-CN', theme: 'dark', care: false },
  { language: 'en', theme: 'light', care: false },
  { language: 'zh-CN', theme: 'light', care: true },
] as const;

/** What a finger has to hit and is smaller than a fingertip; links inside of a sentence may be. */
const smallTargets = (page: Page, smallest: number) =>
  page.evaluate((least) => {
    const targets = [...document.querySelectorAll<HTMLElement>('button, summary, label:has(input), input:not(label input), textarea')];
    const top = document.querySelector('dialog[open]');
    return targets
      .filter((target) => target.checkVisibility() && (top === null || top.contains(target)))
      .map((target) => ({
        name: target.getAttribute('aria-label') ?? target.textContent?.trim().slice(0, 40),
        box: target.getBoundingClientRect(),
      }))
      .filter(({ box }) => box.width > 1 && (box.width < least - 0.5 || box.height < least - 0.5))
      .map(({ name, box }) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`);
  }, smallest);

/** Words that are cut off: something wider than what holds it, but for what is meant to scroll or to end in an ellipsis. */
const clipped = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('h1, h2, p, strong, small, dt, dd, button, summary, label, li')]
      .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1)
      .filter((element) => getComputedStyle(element).display !== 'inline')
      .map((element) => `${element.tagName} ${element.textContent?.trim().slice(0, 40)}`),
  );

const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

describe('every screen of a customer', () => {
  it.each(screens.map((screen, index) => ({ ...screen, look: LOOKS[index % LOOKS.length] ?? LOOKS[0] })))(
    'passes WCAG 2.2 AA as far as a machine can tell, is not cut off at 320 px and large enough for fingers: $name',
    async ({ path = '/', scenario, act, look }) => {
      await onPage(
        path,
        scenario(look.language),
        async (page, counter) => {
          await page.locator('main').first().waitFor();
          await act?.(page, counter);
          expect(await violationsOf(page)).toEqual([]);
          expect(await smallTargets(page, look.care ? 56 : 44)).toEqual([]);
          await page.setViewportSize({ width: 320, height: 568 });
          expect(await sideways(page)).toBeLessThanOrEqual(0);
          expect(await clipped(page)).toEqual([]);
        },
        { ...look, ...PHONE },
      );
    },
  );
});

import type { Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { ids, inCall, parties, session } from './fixtures.ts';
import { onPage, PHONE } from './on-page.ts';

/** Asks for a place that the page's policy does not name, as a room pass for a new node would; resolves when the browser has blocked it. */
const reachOut = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        document.addEventListener('securitypolicyviolation', () => resolve(), { once: true });
        fetch('https://new-node.bank.example:7443/').catch(() => undefined);
      }),
  );

describe('a media node that was enrolled after the page was loaded', () => {
  it('is reached by loading the page anew, once, on the same session', async () => {
    await onPage(
      '/',
      { session: session({ language: 'en' }) },
      async (page) => {
        const heading = page.getByRole('heading', { level: 1 });
        const before = await heading.textContent();
        const loaded = page.waitForEvent('load');
        await reachOut(page).catch(() => undefined);
        await loaded;
        await heading.waitFor();
        expect(await heading.textContent()).toBe(before);

        // A second time within the minute would not help: the page stays as it is.
        await page.evaluate(() => document.documentElement.setAttribute('data-still-here', ''));
        await reachOut(page);
        await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
        expect(await page.locator('html[data-still-here]').count()).toBe(1);
      },
      { language: 'en', ...PHONE },
      /Content Security Policy|ERR_ABORTED/,
    );
  });
});

describe('what a customer reads', () => {
  it.each([
    { care: false, size: '16px' },
    { care: true, size: '20px' },
  ])('is $size large where care is $care, though all pages begin smaller', async ({ care, size }) => {
    await onPage(
      '/',
      { session: session({ language: 'en' }) },
      async (page) => {
        await page.getByRole('heading', { level: 1 }).waitFor();
        expect(await page.evaluate(() => getComputedStyle(document.body).fontSize)).toBe(size);
      },
      { language: 'en', care, ...PHONE },
    );
  });
});

describe('the small picture of a third person', () => {
  it('shows a long name whole on a phone', async () => {
    const displayName = 'Alexandra Pavlopoulou (No. 0912)';
    const call = { ...inCall().call, parties: [parties.customer, parties.agent, { ...parties.colleague, displayName }] };
    const scene = {
      self: ids.self,
      peers: [
        { id: ids.agent, art: 'agent' },
        { id: ids.colleague, art: 'agent' },
      ],
      line: null,
    };
    await onPage('/', { session: session({ language: 'en', ...inCall(), call: call as never }), scene }, async (page) => {
      const name = page.locator('figcaption').getByText('Alexandra Pavlopoulou', { exact: true });
      await name.waitFor();
      const cut = await name.evaluate(
        ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => scrollWidth > clientWidth || scrollHeight > clientHeight,
      );
      expect(cut).toBe(false);
    });
  });
});

import { text } from 'node:stream/consumers';
import { expect as expectPage, type Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { ended, HEAD, ids, inCall, recording, session } from './fixtures.ts';
import { onPage } from './on-page.ts';

const scene = { self: ids.self, peers: [{ id: ids.agent, art: 'agent' }], line: null };
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '');

/** Tab by tab to what is called so, as one who has no pointer; each stop on the way must show where it is. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let stops = 0; stops < 30; stops++) {
    await page.keyboard.press('Tab');
    const ring = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return 'none';
      const own = getComputedStyle(element).boxShadow;
      // A control that is drawn by its label has the label's ring.
      return own !== 'none' ? own : getComputedStyle(element.closest('label') ?? element).boxShadow;
    });
    if (await page.evaluate(() => document.activeElement !== document.body)) expect(ring, await focused(page)).not.toBe('none');
    if (name.test(await focused(page))) return;
    const label = await page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.labels?.[0]?.textContent ?? '');
    if (name.test(label)) return;
  }
  throw new Error(`not reached: ${name}`);
}

describe('a customer without a pointer', () => {
  it('goes from the notice through the check into the queue, into the call and out of it, and is told where they are', async () => {
    await onPage(
      '/',
      { session: session({ language: 'en', notices: session({ language: 'en' }).notices }), scene },
      async (page, counter) => {
        await expectPage(page.getByRole('heading', { level: 1 })).toContainText('Wealth product');
        await expectPage(page).toHaveTitle(/Wealth product.*Linjiang Bank/);
        await tabTo(page, /Sound and picture are recorded/);
        await page.keyboard.press('Space');
        await tabTo(page, /^Agree and continue/);
        await page.keyboard.press('Enter');

        await expectPage(page.getByRole('heading', { level: 1 })).toHaveText('Check your device');
        // A new screen is read from its beginning.
        await expectPage(page.locator('main')).toBeFocused();
        await tabTo(page, /^Turn on camera and microphone/);
        await page.keyboard.press('Enter');
        await expectPage(page.locator('[data-verdict]')).toContainText('Not measured');
        await tabTo(page, /Play a test sound/);
        await page.keyboard.press('Enter');
        await tabTo(page, /join the queue/i);
        await page.keyboard.press('Enter');

        await expectPage(page.getByRole('heading', { level: 1 })).toContainText('Ahead of you');
        await expectPage(page.locator('main')).toBeFocused();
        await expectPage(page.locator('[aria-live=polite]').filter({ hasText: 'Ahead of you' })).toBeVisible();
        counter.push({ ticket: { number: 'A038', place: 1, expectedWaitMs: 0, ringing: true } });
        await expectPage(page.locator('[aria-live=polite]').filter({ hasText: 'Connecting you now' })).toBeVisible();
        await expectPage(page).toHaveTitle(/Connecting you now/);

        counter.push({ ...inCall(), ticket: null });
        await page.locator('main [data-tile=live]').first().waitFor();
        await expectPage(page.locator('[data-recording] [aria-live=assertive]')).toContainText('Recording');
        await tabTo(page, /^Messages/);
        await page.keyboard.press('Enter');
        await expectPage(page.getByLabel('Write a message')).toBeVisible();
        await tabTo(page, /^End$/);
        await page.keyboard.press('Enter');
        await page.keyboard.press('Escape');
        expect(await focused(page)).toBe('End');
        await page.keyboard.press('Enter');
        await page.getByRole('dialog').getByRole('button', { name: 'End' }).focus();
        await page.keyboard.press('Enter');
        await expect.poll(() => counter.asked.some(({ name }) => name === 'session.end')).toBe(true);

        counter.push({ ...ended(), call: null });
        await expectPage(page.getByRole('heading', { level: 1 })).toHaveText('All done');
        await tabTo(page, /1 of 5/);
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowRight');
        await tabTo(page, /^Send$/);
        await page.keyboard.press('Enter');
        await expectPage(page.getByRole('status').filter({ hasText: 'Thank you' })).toBeVisible();
      },
    );
  });

  it('is told at once that the recording stopped', async () => {
    await onPage('/', { session: session({ ...inCall(), language: 'en' }), scene }, async (page, counter) => {
      await page.locator('[data-recording=recording]').waitFor();
      counter.push({ recording: recording({ status: 'stopped', trouble: 'disk_low' }) });
      await expectPage(page.getByRole('alert')).toContainText('Recording has stopped');
      await expectPage(page.locator('[data-recording=stopped] [aria-live=assertive]')).not.toBeEmpty();
    });
  });
});

describe('the receipt', () => {
  it('gives no fingerprint while the recording is being closed, and the last one as soon as it is', async () => {
    const closing = { endedAt: Date.now(), durationMs: 754_000, recordingHead: '7c'.repeat(32), chunks: 150, final: false };
    await onPage('/', { session: session({ ...ended({ receipt: closing }), language: 'en' }) }, async (page, counter) => {
      const receipt = page.locator('[data-receipt=open]');
      await expectPage(receipt.getByRole('status')).toContainText('being sealed');
      await expectPage(page.getByText('7c7c')).toHaveCount(0);
      await expectPage(page.getByRole('button', { name: 'Copy' })).toHaveCount(0);
      counter.push({ receipt: { ...closing, recordingHead: HEAD, chunks: 151, final: true } });
      await expectPage(page.locator('[data-receipt=final]')).toContainText(HEAD.slice(-4));
      await expectPage(page.locator('[data-receipt=final]')).toContainText('151 sealed chunks');
      await page.evaluate(() =>
        Object.assign(navigator.clipboard, { writeText: async (text: string) => Object.assign(window, { written: text }) }),
      );
      await page.getByRole('button', { name: 'Copy' }).click();
      expect(await page.evaluate(() => (window as unknown as { written: string }).written)).toBe(HEAD);
    });
  });

  it('keeps what was signed during the call, over a reload and a line that was away, and gives it as a file', async () => {
    await onPage('/', { session: session({ ...inCall(), language: 'en' }), scene }, async (page, counter) => {
      await page.locator('[data-recording]').first().waitFor();
      await expectPage.poll(() => counter.asked.some(({ name }) => name === 'session.get')).toBe(true);
      counter.sign();
      const kept = () =>
        page.evaluate(
          () =>
            (
              JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith('guichet.heads.'))?.[1] ?? '{}') as {
                heads?: unknown[];
              }
            ).heads?.length ?? 0,
        );
      await expectPage.poll(kept).toBe(1);
      counter.sign(true);
      counter.sign();
      await expectPage.poll(kept).toBe(3);
      counter.sign(true);
      await page.reload();
      counter.push(ended({ receipt: { endedAt: Date.now(), durationMs: 754_000, recordingHead: HEAD, chunks: 151, final: true } }));
      const receipt = page.locator('[data-kept-heads="4"]');
      await expectPage(receipt).toContainText('4 times');
      const [file] = await Promise.all([page.waitForEvent('download'), receipt.getByRole('button', { name: 'Save the receipt' }).click()]);
      expect(JSON.parse(await text(await file.createReadStream()))).toEqual({
        format: 'guichet.receipt/1',
        sessionId: ids.session,
        recordings: [],
        log: [],
        heads: [1, 2, 3, 4].map((seq) => `head ${seq}\n`),
      });
    });
  });
});

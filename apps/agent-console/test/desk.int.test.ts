import { expect as expectPage } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { desk, offer } from './fixtures.ts';
import { onPage } from './on-page.ts';

describe('the desk', () => {
  it('rings, and can be answered from the keyboard alone', async () => {
    await onPage('/console/desk', {}, async (page, { askedFor, counter }) => {
      await page.evaluate(() => {
        const start = OscillatorNode.prototype.start;
        Object.assign(window, { tones: 0 });
        OscillatorNode.prototype.start = function (when) {
          (window as unknown as { tones: number }).tones += 1;
          start.call(this, when);
        };
      });
      await page.getByText('Ready for the next customer').waitFor();
      counter.push(desk({ status: 'ringing', offer: offer() }));
      await expectPage(page.getByRole('alertdialog')).toContainText('A038');
      await expectPage(page).toHaveTitle(/A038/);
      await page.waitForFunction(() => (window as unknown as { tones: number }).tones > 0);
      await page.keyboard.press('Enter');
      await expect.poll(() => askedFor('offer.accept').length).toBe(1);
      counter.push(desk());
      await expectPage(page.getByRole('alertdialog')).toHaveCount(0);
    });
  });

  it('stays silent for whoever muted it', async () => {
    await onPage('/console/desk', { desk: desk({ status: 'ringing', offer: offer() }) }, async (page) => {
      await page.getByRole('button', { name: 'Mute the ring tone' }).click();
      await expectPage(page.getByRole('button', { name: 'Ring again' })).toBeVisible();
      expect(await page.evaluate(() => localStorage.getItem('guichet.ring'))).toBe('off');
    });
  });

  it('chooses a status', async () => {
    await onPage('/console/desk', { desk: desk({ status: 'offline' }) }, async (page, { askedFor }) => {
      await page.getByRole('button', { name: /^Status: Offline/ }).click();
      await page.getByRole('menuitemradio', { name: 'Away' }).click();
      await expect.poll(() => askedFor('status.choose')).toEqual([{ status: 'away' }]);
    });
  });

  it('says when it no longer hears from the counter, keeps what it showed, and comes back by itself', async () => {
    await onPage('/console/desk', {}, async (page, { counter }) => {
      await page.getByText('Ready for the next customer').waitFor();
      counter.scenario.hang.add('desk.get');
      counter.dropSockets();
      await expectPage(page.locator('[data-banner=warn]')).toContainText('No connection to the counter');
      await expectPage(page.getByText('Ready for the next customer')).toBeVisible();
      counter.scenario.hang.clear();
      await expectPage(page.locator('[data-banner=warn]')).toHaveCount(0, { timeout: 15_000 });
    });
  });

  it('gives way to another page and takes the work back only when asked to', async () => {
    await onPage('/console/desk', {}, async (page, { counter }) => {
      await page.getByText('Ready for the next customer').waitFor();
      counter.notify('page.replaced');
      await expectPage(page.getByText('You went on working in another window')).toBeVisible();
      await page.getByRole('button', { name: 'Work here' }).click();
      await expectPage(page.getByText('Ready for the next customer')).toBeVisible();
    });
  });
});

import { newId } from '@guichet/protocol';
import { expect as expectPage, type Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { ids, LATE_MS, recordingDetail, SCREEN_FROM_MS, staff } from './fixtures.ts';
import { onPage, replayPath, reviewed } from './on-page.ts';

describe('the replay', () => {
  /** How far apart the five running elements are on the recording's clock, in ms of the viewer's time, at 20 looks a second. */
  const spreads = (page: Page, looks: number) =>
    page.evaluate(
      async ({ lateMs, screenFromMs, wanted }) => {
        const fromMs = (lengthS: number) => (lengthS === 40 ? 0 : lengthS === 37 ? lateMs : screenFromMs);
        const found: number[] = [];
        while (found.length < wanted) {
          await new Promise((resolve) => setTimeout(resolve, 50));
          const running = [...document.querySelectorAll<HTMLMediaElement>('video, audio')].filter(({ paused, ended }) => !paused && !ended);
          const positions = running.map(({ currentTime, duration }) => currentTime * 1000 + fromMs(Math.round(duration)));
          // At double speed 100 ms of the recording pass in 50 ms of the viewer's time.
          if (running.length === 5) found.push((Math.max(...positions) - Math.min(...positions)) / (running[0]?.playbackRate ?? 1));
        }
        return found;
      },
      { lateMs: LATE_MS, screenFromMs: SCREEN_FROM_MS, wanted: looks },
    );

  it('keeps all parties within 80 ms of one another, as a viewer sees it, at every speed', async () => {
    await onPage(replayPath, reviewed(), async (page) => {
      await page.waitForFunction(() =>
        [...document.querySelectorAll<HTMLMediaElement>('video, audio')].every((media) => media.readyState >= 3),
      );
      await page.getByRole('button', { name: 'Forward 10 s' }).click();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('k');
      for (const speed of [1, 2, 0.5]) {
        await page.getByRole('button', { name: /^Speed/ }).click();
        await page.getByRole('menuitemradio', { name: `${speed}×`, exact: true }).click();
        // The first second is for the elements to fall in.
        const looks = (await spreads(page, 36)).slice(16).toSorted((a, b) => a - b);
        const median = looks[looks.length >> 1];
        console.info(`replay at ${speed}×: median spread ${median?.toFixed(0)} ms, worst ${looks.at(-1)?.toFixed(0)} ms`);
        expect(median).toBeLessThan(80);
      }
    });
  });

  it('moves with the pointer, the keys and the list of gaps, and says where it is', async () => {
    await onPage(replayPath, reviewed(), async (page) => {
      const slider = page.getByRole('slider', { name: 'Position' });
      await slider.focus();
      await page.keyboard.press('End');
      await expectPage(slider).toHaveAttribute('aria-valuenow', '40');
      await page.keyboard.press('Home');
      await expectPage(slider).toHaveAttribute('aria-valuetext', '00:00.0 of 00:40.0');
      await page.keyboard.press('g');
      await expectPage(slider).toHaveAttribute('aria-valuetext', /gap: Nothing arrives/);
      const box = await slider.boundingBox();
      if (box === null) throw new Error('no slider');
      await page.mouse.click(box.x + box.width / 2, box.y + 60);
      await expectPage(slider).toHaveAttribute('aria-valuenow', '20');
      await page.getByRole('tab', { name: 'Log' }).click();
      await page
        .getByRole('listitem')
        .getByRole('button', { name: /The media worker was restarted/ })
        .click();
      await expectPage(slider).toHaveAttribute('aria-valuenow', '30');
    });
  });

  it('plays a stretch again and again, and goes on when it is told to', async () => {
    await onPage(replayPath, reviewed(), async (page) => {
      const slider = page.getByRole('slider', { name: 'Position' });
      await slider.waitFor();
      await page.keyboard.press('l');
      await expectPage(slider).toHaveAttribute('aria-valuenow', '10');
      await page.keyboard.press('i');
      await page.keyboard.press('.');
      for (let frame = 0; frame < 12; frame++) await page.keyboard.press('.');
      await page.keyboard.press('o');
      await expectPage(page.locator('[data-loop]')).toBeVisible();
      await page.keyboard.press('k');
      const positions = await page.evaluate(async () => {
        const found: number[] = [];
        for (let look = 0; look < 40; look++) {
          await new Promise((resolve) => setTimeout(resolve, 50));
          found.push(Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuetext')?.slice(3, 7)));
        }
        return found;
      });
      expect(Math.max(...positions)).toBeLessThan(10.8);
      expect(positions.some((position, at) => position < (positions[at - 1] ?? 0))).toBe(true);
      await page.keyboard.press('p');
      await expectPage(page.locator('[data-loop]')).toBeHidden();
      await expect.poll(async () => Number(await slider.getAttribute('aria-valuenow')), { timeout: 15_000 }).toBeGreaterThan(11);
    });
  });

  it('mutes one party alone', async () => {
    await onPage(replayPath, reviewed(), async (page) => {
      await page.getByRole('button', { name: 'Mute 王*明' }).click();
      expect(await page.evaluate(() => [...document.querySelectorAll('audio')].map((audio) => audio.muted))).toEqual([true, false]);
    });
  });

  it('offers the file to those who may have it, and tells the others who that is', async () => {
    await onPage(replayPath, reviewed(), async (page) => {
      await page.getByRole('button', { name: 'Download' }).click();
      await expectPage(page.getByRole('menuitem', { name: /MP4/ })).toHaveAttribute(
        'href',
        `/v1/recordings/${ids.recording}/download?format=mp4`,
      );
    });
    await onPage(replayPath, { detail: recordingDetail('ready', { mayDownload: false }) }, async (page) => {
      await expectPage(page.getByRole('button', { name: 'Download' })).toBeDisabled();
      await expectPage(page.getByRole('button', { name: 'Download' })).toHaveAttribute('title', /reviewer/);
    });
  });

  it('shows reviewers the customer in full after a reason, and agents not at all', async () => {
    await onPage(replayPath, reviewed(), async (page, { askedFor }) => {
      await page.getByRole('tab', { name: 'Log' }).click();
      await page.getByRole('button', { name: /^Show in full/ }).click();
      await page.getByRole('radio', { name: 'To answer a complaint' }).check();
      expect(askedFor('facts.reveal')).toEqual([]);
      await page.getByRole('dialog').getByRole('button', { name: 'Show' }).click();
      await expectPage(page.locator('[data-revealed]')).toContainText('王小明');
      expect(askedFor('facts.reveal')).toEqual([{ name: 'name', reason: 'complaint' }]);
      await page.getByRole('button', { name: 'Hide' }).click();
      await expectPage(page.getByText('王小明')).toHaveCount(0);
    });
    await onPage(replayPath, { ...reviewed(), staff: staff('agent') }, async (page) => {
      await page.getByText('王*明').first().waitFor();
      await expectPage(page.getByRole('button', { name: /^Show in full/ })).toHaveCount(0);
    });
  });

  it('goes on without a track that cannot be played', async () => {
    const detail = recordingDetail();
    const broken = {
      ...detail,
      tracks: detail.tracks.map((track) =>
        track.source === 'screen' ? { ...track, url: `/v1/recordings/${ids.recording}/tracks/${newId('trk')}` } : track,
      ),
    };
    await onPage(replayPath, { ...reviewed(), detail: broken }, async (page) => {
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await page.keyboard.press('l');
      await page.keyboard.press('ArrowRight');
      await expectPage(page.getByText('This track could not be played')).toBeVisible();
      const slider = page.getByRole('slider', { name: 'Position' });
      await expect.poll(async () => Number(await slider.getAttribute('aria-valuenow')), { timeout: 15_000 }).toBeGreaterThan(17);
    });
  });

  it('shows how far the preparation is and plays as soon as it is done', async () => {
    await onPage(replayPath, { ...reviewed(), detail: recordingDetail('muxing') }, async (page, { counter }) => {
      await expectPage(page.getByRole('progressbar')).toHaveAttribute('value', '0.62');
      counter.scenario.detail = recordingDetail();
      await expectPage(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible({ timeout: 10_000 });
    });
  });
});

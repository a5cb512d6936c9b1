import AxeBuilder from '@axe-core/playwright';
import { AppError, newId } from '@guichet/protocol';
import { expect as expectPage, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from './fixture-counter.ts';
import { busy, desk, ids, LATE_MS, nodes, offer, recordingDetail, SCREEN_FROM_MS, sessionEvents, staff, workbench } from './fixtures.ts';
import { screens } from './screens.ts';
import { scenario, Stand } from './stand.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await Stand.open();
}, 180_000);
afterAll(async () => stand?.close());

type Options = Parameters<Stand['context']>[0];

/** One page in a browser of its own; whatever it logs as an error fails the test. */
async function onPage(
  path: string,
  change: Partial<Scenario>,
  work: (page: Page) => Promise<void>,
  options: Options = { language: 'en' },
): Promise<void> {
  stand.counter.scenario = scenario(change);
  stand.counter.asked.length = 0;
  const context = await stand.context(options);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // A refusal that a test arranged is not a fault of the page.
    if (message.type() === 'error' && !/status of [45]\d\d/.test(message.text())) errors.push(message.text());
  });
  try {
    await page.goto(stand.origin + path);
    await work(page);
    expect(errors).toEqual([]);
  } finally {
    await context.close();
  }
}

const askedFor = (name: string) => stand.counter.asked.filter((request) => request.name === name).map(({ payload }) => payload);
const inCall = (): Partial<Scenario> => ({ desk: busy(), scene: { self: ids.self, peers: [{ id: ids.customer, art: 'customer' }] } });
const reviewed = (): Partial<Scenario> => {
  const detail = recordingDetail();
  return { staff: staff('reviewer'), desk: { ...desk(), me: staff('reviewer') }, detail, events: sessionEvents(detail.startedAt) };
};
const replayPath = `/console/recordings/${ids.recording}`;

describe('every screen', () => {
  // Each once; language and theme take turns, so that both of each are looked at.
  const LOOKS = [
    { language: 'zh-CN', theme: 'light' },
    { language: 'en', theme: 'dark' },
    { language: 'zh-CN', theme: 'dark' },
    { language: 'en', theme: 'light' },
  ] as const;
  it.each(screens.map((screen, index) => ({ ...screen, look: LOOKS[index % LOOKS.length] ?? LOOKS[0] })))(
    'passes WCAG 2.2 AA as far as a machine can tell: $name',
    async ({ path, scenario: change, act, look }) => {
      await onPage(
        path,
        change(),
        async (page) => {
          await page.locator('main, [data-state]').first().waitFor();
          await act?.(page);
          // What is still fading in has not its final contrast.
          await page.evaluate(() =>
            Promise.allSettled(
              document
                .getAnimations()
                .map((animation) => (animation.effect?.getComputedTiming().iterations === Infinity ? null : animation.finished)),
            ),
          );
          const { violations } = await new AxeBuilder({ page })
            .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
            .analyze();
          expect(
            violations.map(
              ({ id, nodes: found }) =>
                `${id}: ${found.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join(', ')}`,
            ),
          ).toEqual([]);
        },
        { ...look },
      );
    },
  );

  it('sets the language of the page', async () => {
    for (const language of ['zh-CN', 'en'] as const) {
      await onPage(
        '/console/login',
        { staff: null, desk: null },
        async (page) => {
          await expectPage(page.locator('html')).toHaveAttribute('lang', language);
        },
        { language },
      );
    }
  });
});

describe('the smallest console, 1280 × 720', () => {
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
  const calls = screens.filter(({ name }) => name.startsWith('call'));
  it.each(calls)('covers neither picture nor recording indicator nor the way out: $name', async ({ path, scenario: change, act }) => {
    await onPage(
      path,
      change(),
      async (page) => {
        await act?.(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        expect(await inSight(page, '[data-recording]')).toBe(true);
        expect(await inSight(page, '[data-stage] figure')).toBe(true);
        const height = await page.locator('[data-stage]').evaluate((stage) => stage.getBoundingClientRect().height);
        expect(height).toBeGreaterThanOrEqual(240);
        // A modal question answers "End" itself.
        if ((await page.locator('dialog[open]').count()) === 0) expect(await inSight(page, 'button:has-text("End")')).toBe(true);
      },
      { language: 'en', width: 1280, height: 720 },
    );
  });
});

describe('signing in', () => {
  it('asks for what is missing before it asks the counter', async () => {
    await onPage('/console/login', { staff: null, desk: null }, async (page) => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expectPage(page.getByText('Enter your staff number')).toBeVisible();
      await expectPage(page.getByLabel('Staff number')).toBeFocused();
    });
  });

  it('says the wait of a locked login and holds the button until it is over', async () => {
    const refuse = { 'staff.login': new AppError('login_locked', { retryAfterMs: 2_500 }) };
    await onPage('/console/login', { staff: null, desk: null, refuse }, async (page) => {
      await page.getByLabel('Staff number').fill('0837');
      await page.getByLabel('Password', { exact: true }).fill('wrong');
      await page.keyboard.press('Enter');
      await expectPage(page.getByRole('alert')).toContainText('Locked');
      await expectPage(page.getByRole('button', { name: /Wait 00:0/ })).toBeDisabled();
      await expectPage(page.getByRole('button', { name: 'Sign in' })).toBeEnabled({ timeout: 10_000 });
    });
  });

  it('comes back to the page that was asked for', async () => {
    await onPage('/console/recordings', { staff: null, desk: null }, async (page) => {
      await page.getByLabel('Staff number').fill('0837');
      stand.counter.scenario.staff = staff('agent');
      stand.counter.scenario.desk = desk();
      await page.getByLabel('Password', { exact: true }).fill('right');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/console/recordings');
    });
  });

  it('goes to the login when the counter ends it, and says so', async () => {
    await onPage('/console/desk', {}, async (page) => {
      await page.getByRole('button', { name: /^Status/ }).waitFor();
      stand.counter.scenario.staff = null;
      stand.counter.notify('signed.out');
      await expectPage(page.getByText('Your login has ended')).toBeVisible();
    });
  });
});

describe('the desk', () => {
  it('rings, and can be answered from the keyboard alone', async () => {
    await onPage('/console/desk', {}, async (page) => {
      await page.evaluate(() => {
        const start = OscillatorNode.prototype.start;
        Object.assign(window, { tones: 0 });
        OscillatorNode.prototype.start = function (when) {
          (window as unknown as { tones: number }).tones += 1;
          start.call(this, when);
        };
      });
      await page.getByText('Ready for the next customer').waitFor();
      stand.counter.push(desk({ status: 'ringing', offer: offer() }));
      await expectPage(page.getByRole('alertdialog')).toContainText('A038');
      await expectPage(page).toHaveTitle(/A038/);
      await page.waitForFunction(() => (window as unknown as { tones: number }).tones > 0);
      await page.keyboard.press('Enter');
      await expect.poll(() => askedFor('offer.accept').length).toBe(1);
      stand.counter.push(desk());
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
    await onPage('/console/desk', { desk: desk({ status: 'offline' }) }, async (page) => {
      await page.getByRole('button', { name: /^Status: Offline/ }).click();
      await page.getByRole('menuitemradio', { name: 'Away' }).click();
      await expect.poll(() => askedFor('status.choose')).toEqual([{ status: 'away' }]);
    });
  });

  it('says when it no longer hears from the counter, keeps what it showed, and comes back by itself', async () => {
    await onPage('/console/desk', {}, async (page) => {
      await page.getByText('Ready for the next customer').waitFor();
      stand.counter.scenario.hang.add('desk.get');
      stand.counter.dropSockets();
      await expectPage(page.locator('[data-banner=warn]')).toContainText('No connection to the counter');
      await expectPage(page.getByText('Ready for the next customer')).toBeVisible();
      stand.counter.scenario.hang.clear();
      await expectPage(page.locator('[data-banner=warn]')).toHaveCount(0, { timeout: 15_000 });
    });
  });

  it('gives way to another page and takes the work back only when asked to', async () => {
    await onPage('/console/desk', {}, async (page) => {
      await page.getByText('Ready for the next customer').waitFor();
      stand.counter.notify('page.replaced');
      await expectPage(page.getByText('You went on working in another window')).toBeVisible();
      await page.getByRole('button', { name: 'Work here' }).click();
      await expectPage(page.getByText('Ready for the next customer')).toBeVisible();
    });
  });
});

describe('the call', () => {
  it('joins by itself, mutes, and says so', async () => {
    await onPage('/console/desk', inCall(), async (page) => {
      await page.locator('[data-stage] [data-tile=live]').first().waitFor({ timeout: 15_000 });
      expect(askedFor('call.join')).toHaveLength(1);
      await page.getByRole('button', { name: 'Turn microphone off' }).click();
      await expectPage(page.getByRole('button', { name: 'Turn microphone on' })).toHaveAttribute('aria-pressed', 'true');
      await page.getByRole('button', { name: 'Turn camera off' }).click();
      await expectPage(page.getByText('Your camera is off')).toBeVisible();
    });
  });

  it('shows within 2 s that the recording stopped, and that the step is held', async () => {
    await onPage('/console/desk', inCall(), async (page) => {
      await page.locator('[data-recording=recording]').waitFor();
      const before = Date.now();
      stand.counter.push(
        busy({
          recording: {
            recordingId: ids.recording,
            status: 'stopped',
            trouble: 'disk_low',
            startedAt: Date.now() - 60_000,
            lastWrittenAt: Date.now(),
          },
        }),
      );
      await page.locator('[data-recording=stopped]').waitFor();
      expect(Date.now() - before).toBeLessThan(2_000);
      await expectPage(page.locator('[data-banner=danger]')).toContainText('This step is held');
    });
  });

  it('goes on while another page is open, with its recording in sight', async () => {
    await onPage('/console/desk', inCall(), async (page) => {
      await page.locator('[data-stage] [data-tile=live]').first().waitFor({ timeout: 15_000 });
      await page.getByRole('link', { name: 'Recordings' }).click();
      await expectPage(page.locator('[data-recording=recording]')).toBeVisible();
      await page.getByRole('button', { name: 'Back to the call' }).click();
      await page.locator('[data-stage] [data-tile=live]').first().waitFor();
      expect(askedFor('call.join')).toHaveLength(1);
    });
  });

  it('ends after one question, which can be taken back', async () => {
    await onPage('/console/desk', inCall(), async (page) => {
      await page.getByRole('button', { name: 'End', exact: true }).click();
      await page.keyboard.press('Escape');
      await expectPage(page.locator('dialog[open]')).toHaveCount(0);
      expect(askedFor('call.end')).toEqual([]);
      await page.getByRole('button', { name: 'End', exact: true }).click();
      await page.getByRole('button', { name: 'End session' }).click();
      await expect.poll(() => askedFor('call.end')).toEqual([{ sessionId: ids.session }]);
    });
  });

  it('asks only a colleague who is free to take over', async () => {
    await onPage('/console/desk', inCall(), async (page) => {
      await page.getByRole('button', { name: 'Hand over' }).click();
      await expectPage(page.getByRole('radio', { disabled: true })).toHaveCount(2);
      await expectPage(page.getByRole('button', { name: 'Ask to join' })).toBeDisabled();
      await page.getByRole('radio').first().check();
      await page.getByLabel('Note for the colleague').fill('knows the product');
      await page.getByRole('button', { name: 'Ask to join' }).click();
      await expect
        .poll(() => askedFor('transfer.request'))
        .toEqual([{ sessionId: ids.session, to: ids.colleague, note: 'knows the product' }]);
    });
  });

  it('sends a message again under the same id, so that a lost answer makes no second message', async () => {
    await onPage('/console/desk', { ...inCall(), refuse: { 'chat.send': new AppError('unavailable') } }, async (page) => {
      await page.getByLabel('Message to the customer').fill('one moment');
      await page.keyboard.press('Enter');
      await expectPage(page.getByText('Not sent')).toBeVisible();
      stand.counter.scenario.refuse = {};
      await page.getByRole('button', { name: 'Send again' }).click();
      await expect.poll(() => askedFor('chat.send').length).toBe(2);
      const [first, second] = askedFor('chat.send') as { messageId: string }[];
      expect(first?.messageId).toBe(second?.messageId);
    });
  });
});

describe('the wrap-up', () => {
  it('wants to know what remains to be done', async () => {
    const after = desk({ status: 'wrap_up', workbench: workbench({ status: 'ended', call: null }) });
    await onPage('/console/desk', { desk: after }, async (page) => {
      await page.getByRole('radio', { name: /To be followed up/ }).check();
      await page.getByRole('button', { name: 'Save and go on' }).click();
      await expectPage(page.getByText('Say what remains to be done')).toBeVisible();
      expect(askedFor('wrapUp.save')).toEqual([]);
      await page.getByRole('textbox', { name: 'Notes' }).fill('send the form');
      await page.getByRole('button', { name: 'Save and go on' }).click();
      await expect.poll(() => askedFor('wrapUp.save')).toEqual([{ sessionId: ids.session, notes: 'send the form', outcome: 'follow_up' }]);
    });
  });
});

describe('the replay', () => {
  /** Where every running element stands on the recording's clock, in milliseconds. */
  const standing = (page: Page) =>
    page.evaluate(
      ({ lateMs, screenFromMs }) =>
        [...document.querySelectorAll<HTMLMediaElement>('video, audio')]
          .filter((media) => !media.paused && !media.ended)
          .map((media) => {
            const lengthS = Math.round(media.duration);
            const fromMs = lengthS === 40 ? 0 : lengthS === 37 ? lateMs : screenFromMs;
            return media.currentTime * 1000 + fromMs;
          }),
      { lateMs: LATE_MS, screenFromMs: SCREEN_FROM_MS },
    );
  const spread = (positions: readonly number[]) => Math.max(...positions) - Math.min(...positions);

  it.each([1, 2, 0.5])('keeps all parties within 80 ms of one another, as a viewer sees it, at %s×', async (speed) => {
    await onPage(replayPath, reviewed(), async (page) => {
      await page.waitForFunction(() =>
        [...document.querySelectorAll<HTMLMediaElement>('video, audio')].every((media) => media.readyState >= 3),
      );
      await page.getByRole('button', { name: 'Forward 10 s' }).click();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('button', { name: 'Speed 1×' }).click();
      await page.getByRole('menuitemradio', { name: `${speed}×`, exact: true }).click();
      await page.keyboard.press('k');
      await page.waitForFunction(
        () => [...document.querySelectorAll<HTMLMediaElement>('video, audio')].filter((media) => !media.paused).length === 5,
      );
      const samples: number[] = [];
      const until = Date.now() + 4_000;
      // The first second is for the elements to fall in.
      const from = Date.now() + 1_200;
      while (Date.now() < until) {
        const positions = await standing(page);
        // At double speed 100 ms of the recording pass in 50 ms of the viewer's time.
        if (Date.now() > from && positions.length === 5) samples.push(spread(positions) / speed);
      }
      samples.sort((a, b) => a - b);
      expect(samples.length).toBeGreaterThan(10);
      console.info(
        `replay at ${speed}×: ${samples.length} looks, median spread ${samples[samples.length >> 1]?.toFixed(0)} ms, worst ${samples.at(-1)?.toFixed(0)} ms`,
      );
      expect(samples[samples.length >> 1]).toBeLessThan(80);
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
      await page.getByRole('button', { name: /The media worker was restarted/ }).click();
      await expectPage(slider).toHaveAttribute('aria-valuenow', '30');
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
    await onPage(replayPath, { ...reviewed(), detail: recordingDetail('muxing') }, async (page) => {
      await expectPage(page.getByRole('progressbar')).toHaveAttribute('value', '0.62');
      stand.counter.scenario.detail = recordingDetail();
      await expectPage(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible({ timeout: 10_000 });
    });
  });
});

describe('the media nodes', () => {
  it('are approved after their key was shown', async () => {
    const all = nodes();
    const pending = all.find(({ status }) => status === 'pending');
    await onPage('/console/nodes', { staff: staff('admin'), nodes: all }, async (page) => {
      await page.getByRole('button', { name: 'Approve' }).click();
      await expectPage(page.getByRole('dialog')).toContainText(pending?.keyThumbprint ?? 'none');
      await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
      await expect.poll(() => askedFor('nodes.approve')).toEqual([pending?.nodeId]);
    });
  });
});

import { AppError } from '@guichet/protocol';
import { expect as expectPage } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { busy, desk, ids, workbench } from './fixtures.ts';
import { inCall, onPage } from './on-page.ts';

describe('the call', () => {
  it('joins by itself, mutes, and says so', async () => {
    await onPage('/console/desk', inCall(), async (page, { askedFor }) => {
      await page.locator('[data-stage] [data-tile=live]').first().waitFor({ timeout: 15_000 });
      expect(askedFor('call.join')).toHaveLength(1);
      await page.getByRole('button', { name: 'Turn microphone off' }).click();
      await expectPage(page.getByRole('button', { name: 'Turn microphone on' })).toHaveAttribute('aria-pressed', 'true');
      await page.getByRole('button', { name: 'Turn camera off' }).click();
      await expectPage(page.getByText('Your camera is off')).toBeVisible();
    });
  });

  it('shows within 2 s that the recording stopped, and that the step is held', async () => {
    await onPage('/console/desk', inCall(), async (page, { counter }) => {
      await page.locator('[data-recording=recording]').waitFor();
      const before = Date.now();
      counter.push(
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
    await onPage('/console/desk', inCall(), async (page, { askedFor }) => {
      await page.locator('[data-stage] [data-tile=live]').first().waitFor({ timeout: 15_000 });
      await page.getByRole('link', { name: 'Recordings' }).click();
      await expectPage(page.locator('[data-recording=recording]')).toBeVisible();
      await page.getByRole('button', { name: 'Back to the call' }).click();
      await page.locator('[data-stage] [data-tile=live]').first().waitFor();
      expect(askedFor('call.join')).toHaveLength(1);
    });
  });

  it('ends after one question, which can be taken back', async () => {
    await onPage('/console/desk', inCall(), async (page, { askedFor }) => {
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
    await onPage('/console/desk', inCall(), async (page, { askedFor }) => {
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
    await onPage(
      '/console/desk',
      { ...inCall(), refuse: { 'chat.send': new AppError('unavailable') } },
      async (page, { askedFor, counter }) => {
        await page.getByLabel('Message to the customer').fill('one moment');
        await page.keyboard.press('Enter');
        await expectPage(page.getByText('Not sent')).toBeVisible();
        counter.scenario.refuse = {};
        await page.getByRole('button', { name: 'Send again' }).click();
        await expect.poll(() => askedFor('chat.send').length).toBe(2);
        const [first, second] = askedFor('chat.send') as { messageId: string }[];
        expect(first?.messageId).toBe(second?.messageId);
      },
    );
  });
});

describe('the wrap-up', () => {
  it('wants to know what remains to be done', async () => {
    const after = desk({ status: 'wrap_up', workbench: workbench({ status: 'ended', call: null }) });
    await onPage('/console/desk', { desk: after }, async (page, { askedFor }) => {
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

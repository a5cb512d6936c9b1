import { expect as expectPage, type Page } from '@playwright/test';
import { AppError } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import type { FixtureCounter } from './fixture-counter.ts';
import { ids, noticesIn, session } from './fixtures.ts';
import { onPage } from './on-page.ts';
import * as steps from './step-scenes.ts';
import { writeByHand } from './write-by-hand.ts';

const sent = (counter: FixtureCounter, action: string) =>
  counter.asked
    .filter(({ name }) => name === 'step.act')
    .map(({ payload }) => payload as { action: string; input: never })
    .filter((act) => act.action === action)
    .map(({ input }) => input as Record<string, unknown>);
const field = (page: Page, key: string) => page.locator(`[data-field=${key}]`);
const button = (page: Page, name: string) => page.locator('[data-step]').getByRole('button', { name, exact: true });

describe('a form that two fill in', () => {
  it('brings what is typed to the other side while it is typed, and what the agent writes here without disturbing it', async () => {
    await onPage('/', steps.atStep('en', steps.orderForm), async (page, counter) => {
      const amount = field(page, 'amount').locator('input');
      await amount.pressSequentially('2000', { delay: 30 });
      await expect
        .poll(() => counter.scenario.step?.node.view('agent')['fields'])
        .toContainEqual(expect.objectContaining({ key: 'amount', value: 2000, by: 'customer' }));
      // Several keys, fewer messages.
      expect(sent(counter, 'edit').length).toBeLessThan(4);

      counter.agentActs('edit', { field: 'branch', value: 'Riverside' });
      await expectPage(field(page, 'branch').locator('input')).toHaveValue('Riverside');
      await expectPage(field(page, 'branch')).toContainText('Filled in by our colleague');
      await expectPage(amount).toBeFocused();

      counter.agentActs('edit', { field: 'amount', value: 50_000 });
      await expectPage(field(page, 'amount')).toContainText('Our colleague wrote: 50,000');
      await expectPage(amount).toHaveValue('2000');
      await amount.pressSequentially('00');
      await amount.blur();
      await expectPage(amount).toHaveValue('200,000');
      await expectPage(field(page, 'amount')).not.toContainText('colleague');
    });
  });

  it('shows what is wrong when a field is left and not before, and takes fields in and out with the answers', async () => {
    await onPage('/', steps.atStep('en', steps.orderForm), async (page) => {
      const phone = field(page, 'phone').locator('input');
      await phone.pressSequentially('138001');
      await expectPage(field(page, 'phone').getByText('right phone number')).toHaveCount(0);
      await phone.blur();
      await expectPage(field(page, 'phone').getByText('right phone number')).toBeVisible();
      await expectPage(phone).toHaveAttribute('aria-invalid', 'true');

      await field(page, 'amount').locator('input').fill('twenty');
      await field(page, 'amount').locator('input').blur();
      await expectPage(field(page, 'amount')).toContainText('in digits');
      await expectPage(field(page, 'amount').locator('input')).toHaveValue('twenty');

      await expectPage(field(page, 'beneficiaryName')).toHaveCount(0);
      await page.getByLabel('Yes', { exact: true }).check();
      await expectPage(field(page, 'beneficiaryName')).toBeVisible();
      await page.getByLabel('No', { exact: true }).check();
      await expectPage(field(page, 'beneficiaryName')).toHaveCount(0);
    });
  });

  it('says what is missing, and hands in what was typed last', async () => {
    await onPage('/', steps.atStep('en', steps.orderForm), async (page, counter) => {
      const submit = button(page, 'Hand in');
      await expectPage(submit).toHaveAttribute('aria-disabled', 'true');
      await expectPage(
        page
          .locator('[data-step]')
          .getByText(/5 fields are still/)
          .first(),
      ).toBeVisible();
      counter.agentActs('edit', { field: 'branch', value: 'Riverside' });
      await field(page, 'amount').locator('input').fill('50000');
      await page.getByLabel('Card ending in 0837').check();
      await field(page, 'phone').locator('input').fill('138 0013 8000');
      await page.getByLabel('No', { exact: true }).check();
      await expectPage(submit).not.toHaveAttribute('aria-disabled', 'true');
      await field(page, 'name').locator('input').fill('Wang Ming');
      await submit.click();
      await expect.poll(() => counter.scenario.step?.node.done?.port).toBe('done');
      expect(counter.scenario.step?.node.done?.outputs['values']).toMatchObject({
        name: 'Wang Ming',
        amount: 50_000,
        account: 'a0837',
        phone: '13800138000',
        beneficiary: false,
        branch: 'Riverside',
        wish: null,
      });
    });
  });
});

describe('a document to sign', () => {
  const at = (change: object = {}, before?: Parameters<typeof steps.disclosure>[2]) =>
    steps.atStep('en', steps.disclosure('en', change, before), { pdf: steps.pdfIn('en') });
  const drawn = (page: Page) => page.locator('[data-drawn=true]').waitFor();

  it('is followed page by page, read to its foot, signed by hand stroke by stroke and handed in', async () => {
    await onPage('/', at(), async (page, counter) => {
      await drawn(page);
      await expectPage(page.getByRole('group', { name: 'Page 1 of 2' }).last()).toContainText('Neither principal nor return is guaranteed');
      await expectPage(button(page, 'Sign').first()).toHaveAttribute('aria-disabled', 'true');
      expect(sent(counter, 'read').filter(({ reachedEnd }) => reachedEnd === true)).toEqual([]);

      const foot = page.locator('[data-foot]');
      await foot.scrollIntoViewIfNeeded();
      await expect.poll(() => sent(counter, 'read')).toContainEqual(expect.objectContaining({ page: 1, reachedEnd: true }));
      counter.agentActs('present', { page: 2 });
      await page.getByRole('group', { name: 'Page 2 of 2' }).first().waitFor();
      await drawn(page);
      await foot.scrollIntoViewIfNeeded();
      await expectPage(button(page, 'Sign').first()).not.toHaveAttribute('aria-disabled', 'true');
      await expectPage(page.getByText('2 places are still to be signed').first()).toBeVisible();

      for (const place of ['Initials', 'Signature']) {
        await button(page, 'Sign').first().click();
        await expectPage(page.getByRole('heading', { name: place })).toBeFocused();
        await expectPage(button(page, 'Confirm signature')).toHaveAttribute('aria-disabled', 'true');
        // The agent stays in sight.
        await expectPage(page.locator('main [data-tile=live]').first()).toBeInViewport();
        await writeByHand(page);
        await button(page, 'Confirm signature').click();
        await expectPage(page.getByRole('heading', { name: place })).toHaveCount(0);
      }
      const [, written] = sent(counter, 'sign') as { place: string; strokes: { x: number; y: number; t: number; pressure: number }[][] }[];
      expect(written?.place).toBe('signature');
      expect(written?.strokes).toHaveLength(steps.SIGNATURE.length);
      const points = written?.strokes.flat() ?? [];
      expect(points.every(({ x, y, pressure }) => x >= 0 && x <= 1 && y >= 0 && y <= 1 && pressure === 0.5)).toBe(true);
      expect(points.map(({ t }) => t)).toEqual(points.map(({ t }) => t).toSorted((a, b) => a - b));
      expect(points[0]?.t).toBe(0);

      await drawn(page);
      await button(page, 'Hand in, signed').click();
      await expectPage(page.getByText('is being sealed')).toBeVisible();
      expect(counter.scenario.step?.node.lastEffect('document.seal')['handwriting']).toHaveLength(2);
    });
  });

  it('is not shown when other bytes come than those that would be signed', async () => {
    const scene = at();
    await onPage('/', { ...scene, pdf: steps.pdfIn('zh-CN') }, async (page) => {
      await expectPage(page.locator('[data-step] [role=alert]')).toContainText('not the document of this step');
      await expectPage(page.locator('[data-step] canvas')).toHaveCount(0);
    });
  });

  it('can be declined, with a reason and a way back', async () => {
    await onPage('/', at(), async (page, counter) => {
      await drawn(page);
      await button(page, 'Not now').click();
      await button(page, 'Back to the document').click();
      await drawn(page);
      await button(page, 'Not now').click();
      await button(page, 'I do not agree with it').click();
      await expect.poll(() => counter.scenario.step?.node.done?.port).toBe('declined');
      expect(sent(counter, 'decline')).toEqual([{ reason: 'disagrees' }]);
    });
  });
});

describe('showing a document', () => {
  it('goes side by side, and says why it is asked for again', async () => {
    await onPage('/', steps.atStep('en', steps.idCard), async (page, counter) => {
      await page.locator('[data-frame=card] [data-tile=live]').waitFor();
      await expectPage(page.locator('[data-frame]').getByRole('status')).toContainText('the side with the portrait');
      await button(page, 'It is in the frame').click();
      await expectPage(page.locator('[data-frame]').getByRole('status')).toContainText('the side with the emblem');
      counter.agentActs('ask_again', { reason: 'glare' });
      await expectPage(page.locator('[data-frame]').getByRole('alert')).toContainText('tilt it a little');
      await expectPage(page.locator('[data-frame]').getByRole('status')).toContainText('the side with the portrait');
      expect(sent(counter, 'capture')).toEqual([{ side: 'portrait', still: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    });
  });
});

describe('reading aloud', () => {
  const voices = (local: boolean) => `
    const voice = { name: 'v', lang: 'en-GB', localService: ${local}, default: true, voiceURI: 'v' };
    globalThis.spoken = [];
    globalThis.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
    Object.defineProperty(globalThis, 'speechSynthesis', { value: Object.assign(new EventTarget(), {
      getVoices: () => [voice], cancel() {}, speak: (utterance) => globalThis.spoken.push(utterance.text),
    }) });`;

  it('is offered where the device has a voice of its own, and reads what stands there', async () => {
    await onPage('/', steps.atStep('en', steps.question, { browser: voices(true) }), async (page) => {
      await button(page, 'Read it to me').click();
      await expectPage(button(page, 'Stop reading')).toBeVisible();
      expect(await page.evaluate(() => (globalThis as unknown as { spoken: string[] }).spoken)).toEqual([
        expect.stringContaining('of your own free will'),
      ]);
    });
  });

  it('is not offered where the words would be sent to somebody else to be spoken', async () => {
    await onPage('/', steps.atStep('en', steps.question, { browser: voices(false) }), async (page) => {
      await button(page, 'Yes, of my own will').waitFor();
      await expectPage(button(page, 'Read it to me')).toHaveCount(0);
    });
  });
});

describe('what went wrong', () => {
  /** Whether a press in its middle hits each button that is in sight. */
  const canBePressed = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button')]
        .filter((button) => button.checkVisibility({ visibilityProperty: true }))
        .map((button) => ({ button, box: button.getBoundingClientRect() }))
        .filter(({ box }) => box.top >= 0 && box.bottom <= innerHeight)
        .map(({ button, box }) => {
          const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return [button.getAttribute('aria-label') ?? button.textContent, button.contains(hit)];
        }),
    );

  it.each([
    ['a phone', { width: 390, height: 844 }],
    ['a small phone', { width: 320, height: 568 }],
    ['a desktop', { width: 1440, height: 900 }],
  ])('is said on %s above everything, covers nothing that can be pressed, and goes once something worked', async (_where, size) => {
    const scene = { ...steps.atStep('en', steps.question), refuse: { 'step.act': new AppError('unavailable') } };
    await onPage(
      '/',
      scene,
      async (page, counter) => {
        const answer = button(page, 'Yes, of my own will');
        await answer.click();
        await answer.click();
        const told = page.getByRole('alert');
        await expectPage(told).toHaveCount(1);
        await expectPage(told).toBeInViewport({ ratio: 1 });
        const pressed = await canBePressed(page);
        expect(pressed.length).toBeGreaterThan(5);
        expect(pressed.filter(([, isHit]) => isHit !== true)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0);
        counter.scenario.refuse = {};
        await answer.click();
        await expectPage(told).toHaveCount(0, { timeout: 20_000 });
      },
      { language: 'en', ...size },
    );
  });

  it('stays in sight on a page that scrolls, and can be put away', async () => {
    const scene = {
      session: session({ status: 'entered', language: 'en', notices: noticesIn('en') }),
      refuse: { 'consent.decide': new AppError('unavailable') },
    };
    await onPage('/', scene, async (page) => {
      await page.setViewportSize({ width: 390, height: 420 });
      await page.getByRole('checkbox').first().waitFor();
      for (const box of await page.getByRole('checkbox').all()) await box.check();
      await page.getByRole('button', { name: 'Agree and continue' }).click();
      const told = page.getByRole('alert');
      await expectPage(told).toBeInViewport({ ratio: 1 });
      await page.mouse.wheel(0, 300);
      await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
      await expectPage(told).toBeInViewport({ ratio: 1 });
      await told.getByRole('button').click();
      await expectPage(told).toHaveCount(0);
    });
  });
});

describe('while the own line is away', () => {
  it('nothing of the step can be pressed, and why stays in sight', async () => {
    const away = { scene: { self: ids.self, peers: [{ id: ids.agent, art: 'agent' }], state: 'reconnecting' } };
    await onPage('/', steps.atStep('en', steps.script, away), async (page) => {
      const said = page.getByRole('alert').filter({ hasText: 'Stopped here for the moment' });
      await expectPage(said).toBeInViewport();
      const { x, y } = await page.locator('[data-at-hand]').evaluate((element) => element.getBoundingClientRect());
      const hit = await page.evaluate(([left, top]) => document.elementFromPoint(left + 20, top + 30)?.closest('button') !== null, [
        x,
        y,
      ] as const);
      expect(hit).toBe(false);
    });
  });
});

describe('larger text', () => {
  it('is chosen in the call, on a phone too, at a step and without one', async () => {
    for (const scene of [steps.atStep('en', steps.question), { ...steps.atStep('en', steps.question), step: null }]) {
      await onPage('/', scene, async (page) => {
        const choose = page.getByRole('button', { name: /Larger text/ });
        await expectPage(choose).toBeVisible();
        await choose.click();
        await expectPage(page.locator('html')).toHaveAttribute('data-scale', 'care');
        await page.getByRole('button', { name: /Standard text/ }).click();
        await expectPage(page.locator('html')).not.toHaveAttribute('data-scale', 'care');
      });
    }
  });
});

describe('a one-time code', () => {
  it('is pasted with its spaces, offered by the phone, and told when it was wrong', async () => {
    await onPage('/', steps.atStep('en', steps.oneTimeCode), async (page, counter) => {
      const code = page.getByLabel('Your code');
      await expectPage(code).toHaveAttribute('autocomplete', 'one-time-code');
      await expectPage(code).toHaveAttribute('inputmode', 'numeric');
      await expectPage(button(page, 'Confirm')).toHaveAttribute('aria-disabled', 'true');
      await code.fill('123 45６');
      await code.press('Enter');
      await expect.poll(() => sent(counter, 'enter')).toEqual([{ code: '123456' }]);
      counter.scenario.step?.node.answer('otp.check', { ok: true, matches: false });
      counter.push({});
      await expectPage(page.getByText('This is not the code. You can try 4 more times.')).toBeVisible();
      await expectPage(code).toHaveValue('');
    });
  });
});

describe('a position', () => {
  const here = { latitude: 22.487_13, longitude: 77.512_34, accuracy: 25 };

  it('leaves the device only after the customer agreed, as exactly as was asked for and no more', async () => {
    await onPage('/', steps.atStep('en', steps.position), async (page, counter) => {
      await page.context().grantPermissions(['geolocation']);
      await page.context().setGeolocation(here);
      await button(page, 'Agree and share').click();
      await expect.poll(() => sent(counter, 'report')).toEqual([{ latitude: 22.49, longitude: 77.51, accuracyM: 25 }]);
      expect(sent(counter, 'decide')).toMatchObject([{ decision: 'accepted' }]);
      await page.context().clearPermissions();
    });
  });

  it('that the browser denies can be tried again, and refused', async () => {
    await onPage('/', steps.atStep('en', steps.position), async (page, counter) => {
      await page.context().grantPermissions([]);
      await button(page, 'Agree and share').click();
      await expectPage(page.getByText('Your browser was told not to share it.')).toBeVisible();
      expect(sent(counter, 'fail')).toEqual([{ problem: 'denied' }]);
      expect(sent(counter, 'report')).toEqual([]);
      await button(page, 'I do not agree').click();
      await expect.poll(() => sent(counter, 'decide').at(-1)).toMatchObject({ decision: 'refused' });
    });
  });
});

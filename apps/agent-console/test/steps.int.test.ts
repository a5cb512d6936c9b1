import { expect as expectPage, type Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import type { Scenario } from './fixture-counter.ts';
import { busy, ids } from './fixtures.ts';
import { flowAt, heldFor, openStep, flowWith } from './flow-fixtures.ts';
import { inCall, onPage } from './on-page.ts';

const at = (flow: ReturnType<typeof flowAt>): Partial<Scenario> => ({ ...inCall(), desk: busy({ flow, language: 'en' }) });
const reader = (page: Page) => page.locator('[data-line]');
const tick = (page: Page) => page.getByRole('button', { name: 'Read, tick' });
/** The script with its present line begun just now. */
const justBegun = () => {
  const step = openStep('script');
  return flowWith([{ ...step, view: { ...step.view, since: Date.now(), tickFrom: Date.now() + 2_000 } }]);
};

describe('a script', () => {
  it('is ticked by Space from anywhere on the page, and not while something is typed', async () => {
    await onPage('/console/desk', at(flowAt('script')), async (page, { askedFor }) => {
      await reader(page).waitFor();
      await page.getByLabel('Message to the customer').fill('one moment');
      await page.keyboard.press('Space');
      expect(askedFor('step.act')).toEqual([]);
      await page.getByLabel('Message to the customer').blur();
      await page.keyboard.press('Space');
      await expect
        .poll(() => askedFor('step.act'))
        .toEqual([{ sessionId: ids.session, nodeRunId: 'script.1', action: 'tick', input: { line: 'loss' } }]);
    });
  });

  it('says why a line cannot be ticked yet, and lets it be ticked once its time is over', async () => {
    await onPage('/console/desk', at(justBegun()), async (page, { askedFor }) => {
      await expectPage(tick(page)).toHaveAttribute('aria-disabled', 'true');
      await expectPage(reader(page)).toContainText(/Can be ticked in \d s/);
      await page.keyboard.press('Enter');
      expect(askedFor('step.act')).toEqual([]);
      await expectPage(tick(page)).not.toHaveAttribute('aria-disabled', 'true');
      await page.locator('body').press('Enter');
      await expect.poll(() => askedFor('step.act')).toHaveLength(1);
    });
  });

  it('keeps the line where it is while it is read, ticked, and asked for again', async () => {
    await onPage('/console/desk', at(flowAt('script')), async (page, { counter }) => {
      await reader(page).waitFor();
      const words = page.locator('[data-words]');
      const before = await words.boundingBox();
      for (const name of ['script-read', 'script-again'] as const) {
        counter.push(busy({ flow: flowWith([{ ...openStep(name), nodeRunId: 'script.1' }]), language: 'en' }));
        await expectPage(reader(page)).toContainText(name === 'script-read' ? 'Waiting for the customer' : 'asks you to read it again');
        expect(await words.boundingBox()).toEqual(before);
      }
    });
  });

  it('shows beside each line that was read when that was, hatched until its sound was evaluated', async () => {
    await onPage('/console/desk', at(flowAt('script')), async (page) => {
      const read = page.locator('[data-status=done]').filter({ hasText: 'issued by Linjiang Wealth' });
      await expectPage(read.locator('time')).toHaveText(/^\d\d:\d\d:\d\d$/);
      await expectPage(read.getByText('Ticked')).toHaveAttribute('title', /sound was not evaluated/);
    });
  });

  it('stands below the picture and above the log where the window is narrow, which itself never scrolls', async () => {
    await onPage('/console/desk', at(flowAt('script')), async (page) => {
      await reader(page).waitFor();
      const topOf = (selector: string) =>
        page
          .locator(selector)
          .first()
          .evaluate((element) => element.getBoundingClientRect().top);
      for (const width of [1024, 820, 390]) {
        await page.setViewportSize({ width, height: 844 });
        const tops = await Promise.all(['[data-stage]', '[data-node=script]', 'ol[aria-label="Live log"]'].map(topOf));
        expect(tops, `${width} px`).toEqual(tops.toSorted((one, other) => one - other));
        const { scrollWidth, scrollHeight } = await page.evaluate(() => ({
          scrollWidth: document.documentElement.scrollWidth - innerWidth,
          scrollHeight: document.documentElement.scrollHeight - innerHeight,
        }));
        expect([scrollWidth, scrollHeight], `${width} px`).toEqual([0, 0]);
      }
    });
  });

  it('is read in the customer’s language, whichever the console is in', async () => {
    await onPage('/console/desk', { ...inCall(), desk: busy({ flow: flowAt('script'), language: 'zh-CN' }) }, async (page) => {
      await expectPage(page.locator('[data-words][lang="zh-CN"]')).toContainText('不保证本金');
    });
  });

  it('cannot be gone on with while the step is held', async () => {
    await onPage('/console/desk', at(flowAt('script', heldFor('recording'))), async (page, { askedFor }) => {
      await reader(page).waitFor();
      await page.keyboard.press('Space');
      await expectPage(page.locator('[data-node]')).toContainText('recording is not confirmed');
      await tick(page).click({ force: true });
      expect(askedFor('step.act')).toEqual([]);
    });
  });
});

interface Written {
  readonly field: string;
  readonly value: string | number;
  readonly by: 'customer' | 'agent';
}

/** The form after these were written in it, the last of them last. */
function formWith(...written: Written[]) {
  const step = openStep('form');
  const fields = (step.view['fields'] as { key: string }[]).map((each) => {
    const entry = written.find(({ field }) => field === each.key);
    return entry === undefined ? each : { ...each, value: entry.value, by: entry.by, at: Date.now(), error: null };
  });
  const last = written.at(-1);
  return flowWith([
    {
      ...step,
      view: { ...step.view, fields, last: last === undefined ? null : { field: last.field, by: last.by, atMs: Date.now() } } as never,
    },
  ]);
}

describe('a form filled in together', () => {
  it('sends what is typed as it is typed', async () => {
    await onPage('/console/desk', at(flowAt('form')), async (page, { askedFor }) => {
      await page.getByLabel('Amount (CNY)').fill('');
      await page.getByLabel('Amount (CNY)').pressSequentially('35000', { delay: 40 });
      await expect
        .poll(() => askedFor('step.act').at(-1))
        .toEqual({ sessionId: ids.session, nodeRunId: 'form.1', action: 'edit', input: { field: 'amount', value: 35_000 } });
      await page.getByLabel('Dividends').selectOption('cash');
      await expect.poll(() => askedFor('step.act').at(-1)).toMatchObject({ input: { field: 'dividend', value: 'cash' } });
    });
  });

  it('shows what the customer writes, and who wrote it', async () => {
    await onPage('/console/desk', at(flowAt('form')), async (page, { counter }) => {
      await page.locator('[data-field=phone]').waitFor();
      counter.push(busy({ flow: formWith({ field: 'phone', value: '13800138000', by: 'customer' }), language: 'en' }));
      await expectPage(page.locator('[data-field=phone] input')).toHaveValue('13800138000');
      await expectPage(page.locator('[data-field=phone]')).toContainText('Customer,');
      await expectPage(page.getByText('The customer is writing in “Phone”')).toBeVisible();
    });
  });

  it('leaves what the agent is typing alone while the customer writes in another field', async () => {
    await onPage('/console/desk', at(flowAt('form')), async (page, { counter }) => {
      const amount = page.getByLabel('Amount (CNY)');
      await amount.fill('35000.');
      // What was typed has reached the counter as the number that it is so far.
      const mine = { field: 'amount', value: 35_000, by: 'agent' } as const;
      counter.push(busy({ flow: formWith(mine, { field: 'phone', value: '139', by: 'customer' }), language: 'en' }));
      await expectPage(page.getByRole('textbox', { name: 'Phone' })).toHaveValue('139');
      await expectPage(amount).toHaveValue('35000.');
    });
  });

  it('gives way to the customer who writes in the same field afterwards', async () => {
    await onPage('/console/desk', at(flowAt('form')), async (page, { counter, askedFor }) => {
      const amount = page.getByLabel('Amount (CNY)');
      await amount.fill('35000');
      await expect.poll(() => askedFor('step.act')).toHaveLength(1);
      counter.push(busy({ flow: formWith({ field: 'amount', value: 48_000, by: 'customer' }), language: 'en' }));
      await expectPage(amount).toHaveValue('48,000.00');
    });
  });

  it('says what is wrong and what is missing, and is not handed in before', async () => {
    await onPage('/console/desk', at(flowAt('form')), async (page, { askedFor }) => {
      await expectPage(page.locator('[data-field=phone]')).toContainText('Please give a right phone number');
      await expectPage(page.getByRole('region', { name: 'Still missing' })).toContainText('Dividends');
      await page.getByRole('button', { name: 'Hand in' }).click({ force: true });
      expect(askedFor('step.act')).toEqual([]);
    });
  });

  it('brings everything typed to the counter before it is handed in', async () => {
    const step = openStep('form');
    const complete = flowWith([{ ...step, view: { ...step.view, complete: true } }]);
    await onPage('/console/desk', at(complete), async (page, { askedFor }) => {
      await page.getByLabel('Amount (CNY)').fill('35000');
      await page.getByRole('button', { name: 'Hand in' }).click();
      await expect.poll(() => askedFor('step.act').map((each) => (each as { action: string }).action)).toEqual(['edit', 'submit']);
    });
  });
});

describe('a check by eye', () => {
  it('is never rejected without a reason', async () => {
    await onPage('/console/desk', at(flowAt('liveness')), async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'Reject' }).click();
      await page.getByRole('button', { name: 'Reject' }).click({ force: true });
      expect(askedFor('step.act')).toEqual([]);
      await page.getByRole('radio', { name: 'Prompted by somebody' }).check();
      await page.getByRole('button', { name: 'Reject' }).click();
      await expect.poll(() => askedFor('step.act')).toMatchObject([{ action: 'reject', input: { reason: 'prompted' } }]);
    });
  });

  it('of a document stands with what was held against it, and what nobody could look up', async () => {
    await onPage('/console/desk', at(flowAt('identity')), async (page) => {
      const beside = page.getByRole('region', { name: 'Beside the document' }).getByRole('listitem');
      await expectPage(beside).toHaveText([
        /^Both sides are of one document\s*In order$/,
        /^Nobody else has shown it\s*Speaks against it\s*The same number was shown under another name$/,
        /^Not on the block list\s*Not checked\s*It could not be looked up$/,
      ]);
    });
  });

  it('of a document is confirmed once everything was ticked and written down', async () => {
    await onPage('/console/desk', at(flowAt('identity')), async (page, { askedFor }) => {
      const confirm = page.getByRole('button', { name: 'It fits, go on' });
      await expectPage(confirm).toHaveAttribute('title', '2 things missing');
      await page.getByRole('checkbox', { name: /hologram/ }).check();
      await page.getByRole('checkbox', { name: /Even edges/ }).check();
      await expectPage(confirm).not.toHaveAttribute('aria-disabled', 'true');
      await confirm.click();
      await expect
        .poll(() => askedFor('step.act'))
        .toMatchObject([
          { action: 'confirm', input: { fields: { name: '王启明', validUntil: '2036-05-20' }, checks: ['hologram', 'edges'] } },
        ]);
    });
  });
});

describe('a step whose content cannot be drawn', () => {
  it('leaves the call and the other steps standing', async () => {
    await onPage('/console/desk', at(flowAt('script')), async (page, { counter }) => {
      await reader(page).waitFor();
      // What the page caught it also logs, and that is meant here.
      page.removeAllListeners('console');
      counter.push(busy({ flow: flowWith([openStep('script', { view: { lines: 'none' } }), openStep('question')]) }));
      await expectPage(page.locator('[data-node=script]')).toContainText('can’t be shown');
      await expectPage(page.locator('[data-node=question]')).toContainText('Ask again');
      await expectPage(page.locator('[data-recording=recording]')).toBeVisible();
      counter.push(busy({ flow: flowAt('script') }));
      await reader(page).waitFor();
    });
  });
});

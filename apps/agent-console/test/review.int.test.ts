import type { StaffRole } from '@guichet/protocol';
import { expect as expectPage } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import type { Scenario } from './fixture-counter.ts';
import { desk, ids, staff } from './fixtures.ts';
import { onPage } from './on-page.ts';
import { audit, decidedDetail, figures, queue, reviewDetail, type ReviewScenario, samplingRules } from './review-fixtures.ts';

const as = (role: StaffRole, review: Partial<ReviewScenario>): Partial<Scenario> => ({
  staff: staff(role),
  desk: { ...desk(), me: staff(role), status: 'offline' },
  review,
});
const reviewing = (review: Partial<ReviewScenario>): Partial<Scenario> => as('reviewer', review);
const onReview = `/console/reviews/${ids.recording}`;

describe('a review', () => {
  it('is found in the queue, by its session', async () => {
    await onPage('/console/reviews', reviewing({ queue: queue(), detail: reviewDetail() }), async (page) => {
      await page.getByRole('link', { name: 'Open the review of 20261122-0010' }).click();
      await expectPage(page).toHaveURL(/\/reviews\/rec_/);
    });
  });

  it('is sent once something was said of every rule that did not pass, and says what is missing before', async () => {
    const detail = reviewDetail();
    await onPage(onReview, reviewing({ detail }), async (page, { askedFor }) => {
      await page.getByRole('button', { name: 'Decide' }).click();
      await expectPage(page.getByText('Say something of every rule that did not pass.')).toHaveCount(3);
      await expectPage(page.getByText('Choose a decision.')).toBeVisible();
      expect(askedFor('reviews.decide')).toEqual([]);
      for (const [at, choice] of ['So it is', 'Not so', 'Cannot tell'].entries())
        await page
          .getByRole('group', { name: /What you say of/ })
          .nth(at)
          .getByLabel(choice)
          .check();
      await page.getByLabel('Pass', { exact: true }).check();
      await page.getByLabel('Reasons', { exact: true }).fill('The third line was not read.');
      await page.getByRole('button', { name: 'Decide' }).click();
      await expectPage(page.getByText('Give a reason.')).toHaveCount(2);
      await expectPage(page.getByText(/You confirmed that a rule failed/)).toBeVisible();
      await page.getByLabel('Rectify').check();
      await page.getByLabel(/^Reason for Gaps/).fill('The pause was agreed.');
      await page.getByLabel(/^Reason for How long/).fill('Not known yet.');
      await page.getByRole('button', { name: 'Decide' }).click();
      await expectPage(page.getByText('Your decision is kept.')).toBeVisible();
      expect(askedFor('reviews.decide')).toMatchObject([
        {
          decision: 'rectify',
          reason: 'The third line was not read.',
          findings: [
            { decision: 'confirmed', reason: null },
            { decision: 'overruled', reason: 'The pause was agreed.' },
            { decision: 'unclear', reason: 'Not known yet.' },
          ],
        },
      ]);
    });
  });

  it('shows the second person that the first one has decided, and not what', async () => {
    await onPage(onReview, reviewing({ detail: reviewDetail() }), async (page) => {
      await expectPage(page.getByText(/Two people decide without knowing of each other/)).toBeVisible();
      await expectPage(page.getByText('has decided')).toBeVisible();
      await expectPage(page.locator('article')).toHaveCount(0);
    });
  });

  it('that was decided so is recorded anew: what failed stands chosen', async () => {
    await onPage(onReview, reviewing({ detail: decidedDetail() }), async (page, { askedFor }) => {
      await expectPage(page.locator('article')).toHaveCount(2);
      await page.getByRole('button', { name: 'Have it recorded anew' }).click();
      const dialog = page.getByRole('dialog');
      await expectPage(dialog.getByLabel('The lines on risks were read')).toBeChecked();
      await dialog.getByLabel('Within how many days').fill('3');
      await dialog.getByRole('button', { name: 'Ask for it' }).click();
      await expectPage(dialog).toHaveCount(0);
      expect(askedFor('reviews.rectify')).toEqual([{ rules: ['CN-B6-lines'], dueInDays: 3 }]);
    });
  });

  it('is not there for whoever may not review it', async () => {
    await onPage(onReview, reviewing({ detail: null }), async (page) => {
      await expectPage(page.getByText('This recording was not drawn for review')).toBeVisible();
    });
  });
});

it('a rule of sampling is changed by an administrator, who is told what is wrong with it before', async () => {
  await onPage('/console/sampling', as('admin', { rules: samplingRules() }), async (page, { askedFor }) => {
    await page.getByRole('button', { name: 'Change “A share of everything”' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Share in percent').fill('101');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expectPage(dialog.getByText('From 0 to 100.')).toBeVisible();
    expect(askedFor('sampling.edit')).toEqual([]);
    await dialog.getByLabel('Share in percent').fill('12.5');
    await dialog.getByLabel('Risk of the product from').selectOption('R4');
    await dialog.getByLabel('Wealth product').check();
    await dialog.getByLabel(/^Two people decide/).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expectPage(dialog).toHaveCount(0);
    expect(askedFor('sampling.edit')).toMatchObject([
      { percent: 12.5, riskFrom: 4, product: ['wealth_product'], agentIds: null, secondPerson: true },
    ]);
    await page.getByLabel('Team of 周敏').fill('城东支行');
    await page.getByLabel('Team of 周敏').press('Enter');
    await expectPage(page.getByText('周敏: kept.')).toBeVisible();
    expect(askedFor('reviewTeams.assign')).toEqual([{ team: '城东支行' }]);
  });
});

it('a supervisor gives an undecided seat to somebody who may have it', async () => {
  await onPage('/console/assignments', as('supervisor', { queue: queue() }), async (page, { askedFor }) => {
    const seat = page.getByLabel('20261122-0010, person 2');
    await seat.focus();
    await seat.selectOption('周敏（工号 0655）');
    await expectPage(page.getByText('Kept.')).toBeVisible();
    expect(askedFor('reviews.assign')).toEqual([{ position: 2, staffId: ids.colleague }]);
  });
});

it('a figure leads to the findings behind it, and a finding to its recording', async () => {
  await onPage('/console/figures', reviewing({ figures: figures() }), async (page) => {
    await expectPage(page.getByText('86 %', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'The lines on risks were read' }).click();
    await page
      .getByRole('dialog')
      .getByRole('link', { name: /^20261122-0010/ })
      .first()
      .click();
    await expectPage(page).toHaveURL(/\/recordings\/rec_.*[?&]at=321000&rule=CN-B6-lines/);
  });
});

it('the audit log says whether it is whole, and where it is not', async () => {
  await onPage('/console/audit', reviewing({ audit: audit(), isWhole: false }), async (page) => {
    await expectPage(page.locator('tbody tr')).toHaveCount(6);
    await page.getByRole('button', { name: 'Check the chain' }).click();
    await expectPage(page.getByRole('alert')).toContainText('Broken at entry 1204');
  });
});

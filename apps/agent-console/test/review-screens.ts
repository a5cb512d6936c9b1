import type { Scenario } from './fixture-counter.ts';
import { desk, ids, staff } from './fixtures.ts';
import { audit, decidedDetail, figures, queue, reviewDetail, samplingRules } from './review-fixtures.ts';
import type { Screen } from './screens.ts';
import { found } from './search-fixtures.ts';

const reviewing = (review: Scenario['review'] = {}): Partial<Scenario> => ({
  staff: staff('reviewer', 'admin'),
  desk: { ...desk(), me: staff('reviewer', 'admin'), status: 'offline' },
  ...(review === undefined ? {} : { review }),
});
const onReview = `/console/reviews/${ids.recording}`;

/** What reviewers work with. */
export const reviewScreens: readonly Screen[] = [
  {
    name: 'review-queue',
    path: '/console/reviews',
    narrow: true,
    scenario: () => reviewing({ queue: queue() }),
    act: (page) => page.locator('tbody tr').first().waitFor(),
  },
  { name: 'review-queue-empty', path: '/console/reviews', scenario: () => reviewing() },
  {
    name: 'review-decision',
    path: onReview,
    narrow: true,
    scenario: () => reviewing({ detail: reviewDetail() }),
    act: (page) => page.getByRole('radio').first().waitFor(),
  },
  {
    name: 'review-decision-missing',
    path: onReview,
    scenario: () => reviewing({ detail: reviewDetail() }),
    act: async (page) => {
      await page.getByRole('radio').nth(1).click();
      await page.getByRole('button', { name: /^(Decide|提交结论)$/ }).click();
    },
  },
  {
    name: 'review-decided',
    path: onReview,
    narrow: true,
    scenario: () => reviewing({ detail: decidedDetail() }),
    act: (page) => page.locator('article').first().waitFor(),
  },
  {
    name: 'review-rectify',
    path: onReview,
    narrow: true,
    scenario: () => reviewing({ detail: decidedDetail() }),
    act: (page) => page.getByRole('button', { name: /^(Have it recorded anew|整改补录)$/ }).click(),
  },
  {
    name: 'review-figures',
    path: '/console/figures',
    narrow: true,
    scenario: () => reviewing({ figures: figures() }),
    act: (page) => page.getByRole('img', { name: /^(Trend|趋势)$/ }).waitFor(),
  },
  {
    name: 'review-figures-behind',
    path: '/console/figures',
    scenario: () => reviewing({ figures: figures() }),
    act: (page) => page.getByRole('button', { name: /^(The lines on risks were read|风险揭示话术逐条读完)$/ }).click(),
  },
  {
    name: 'review-search',
    path: '/console/search',
    narrow: true,
    scenario: () => reviewing({ found: found() }),
    act: async (page) => {
      await page.getByRole('checkbox', { name: /^(With gaps|有缺口)$/ }).check();
      await page.locator('tbody tr').first().waitFor();
    },
  },
  {
    name: 'review-search-none',
    path: '/console/search',
    scenario: () => reviewing(),
    act: (page) => page.locator('[data-state=empty]').waitFor(),
  },
  {
    name: 'review-sampling',
    path: '/console/sampling',
    narrow: true,
    scenario: () => reviewing({ rules: samplingRules() }),
    act: (page) => page.getByText(/^(林静)$/).waitFor(),
  },
  {
    name: 'review-sampling-rule',
    path: '/console/sampling',
    narrow: true,
    scenario: () => reviewing({ rules: samplingRules() }),
    act: (page) => page.getByRole('button', { name: /^(Change “Customers of 65|修改“65)/ }).click(),
  },
  {
    name: 'review-assignments',
    path: '/console/assignments',
    narrow: true,
    scenario: () => ({
      staff: staff('supervisor'),
      desk: { ...desk(), me: staff('supervisor'), status: 'offline' },
      review: { queue: queue() },
    }),
    act: (page) => page.locator('tbody tr').first().waitFor(),
  },
  {
    name: 'review-audit',
    path: '/console/audit',
    narrow: true,
    scenario: () => reviewing({ audit: audit() }),
    act: (page) => page.getByRole('button', { name: /^(Check the chain|核验日志链)$/ }).click(),
  },
  {
    name: 'review-audit-broken',
    path: '/console/audit',
    scenario: () => reviewing({ audit: audit(), isWhole: false }),
    act: (page) => page.getByRole('button', { name: /^(Check the chain|核验日志链)$/ }).click(),
  },
];

import type { Page } from '@playwright/test';
import { AppError, type CompositionView, newId } from '@guichet/protocol';
import { ids } from './fixtures.ts';
import type { Screen } from './screens.ts';

const composition = (change: Partial<CompositionView>): CompositionView => ({
  compositionId: newId('cmp'),
  recordingId: ids.recording,
  ...{ layout: 'side-by-side', language: 'zh-CN', status: 'ready', trouble: null, progress: 1 },
  requestedAt: Date.UTC(2026, 10, 22, 7, 30),
  ...{ madeAt: Date.UTC(2026, 10, 22, 7, 34), sizeBytes: 48_234_000, durationMs: 754_000, sha256: 'ab'.repeat(32) },
  ...change,
});
const unmade = { madeAt: null, sizeBytes: null, durationMs: null, sha256: null, progress: 0 } as const;

/** One in each state. */
export const compositions = (): CompositionView[] => [
  composition({ ...unmade, layout: 'speaker', status: 'running', progress: 0.42 }),
  composition({ ...unmade, layout: 'picture-in-picture', status: 'waiting', trouble: 'disk_low' }),
  composition({}),
  composition({ ...unmade, layout: 'speaker', language: 'en', status: 'failed', trouble: 'over_limit' }),
  composition({ ...unmade, layout: 'picture-in-picture', language: 'en', status: 'cancelled' }),
];

const open = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /^(Composite|合成录像)$/ }).click();
  await page.getByRole('dialog').getByRole('radio').first().waitFor();
};

/** Composites on the page of a recording. */
export const compositionScreens: readonly Omit<Screen, 'path'>[] = [
  { name: 'replay-compositions', narrow: true, scenario: () => ({ compositions: compositions() }), act: open },
  { name: 'replay-compositions-empty', narrow: true, scenario: () => ({}), act: open },
  {
    name: 'replay-compositions-failed',
    scenario: () => ({ refuse: { 'compositions.list': new AppError('unavailable') } }),
    act: async (page) => {
      await open(page);
      await page.getByRole('dialog').getByRole('alert').waitFor({ timeout: 20_000 });
    },
  },
  {
    name: 'replay-compositions-watched',
    narrow: true,
    scenario: () => ({ compositions: compositions().slice(2, 3) }),
    act: async (page) => {
      await open(page);
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^(Watch|播放)$/ })
        .click();
      await page.locator('dialog video').waitFor();
    },
  },
];

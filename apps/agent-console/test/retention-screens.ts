import { AppError } from '@guichet/protocol';
import type { Scenario } from './fixture-counter.ts';
import { desk, ids, recordingDetail, sessionEvents, staff } from './fixtures.ts';
import { alarms, DELETION_ID, deletions, destructions, gone, holding, holds, sessions } from './retention-fixtures.ts';
import type { Screen } from './screens.ts';

const keeping = (retention: Scenario['retention'] = {}, change: Partial<Scenario> = {}): Partial<Scenario> => ({
  staff: staff('reviewer', 'admin'),
  desk: { ...desk(), me: staff('reviewer', 'admin'), status: 'offline' },
  ...(retention === undefined ? {} : { retention }),
  ...change,
});
const PAGE = '/console/retention';

/** How long things are kept, and the store that they stand in. */
export const retentionScreens: readonly Screen[] = [
  {
    name: 'retention-due',
    path: PAGE,
    narrow: true,
    scenario: () => keeping({ sessions: sessions() }),
    act: (page) => page.locator('tbody tr').first().waitFor(),
  },
  { name: 'retention-empty', path: PAGE, scenario: () => keeping() },
  {
    name: 'retention-error',
    path: PAGE,
    scenario: () => keeping({}, { refuse: { 'retention.list': new AppError('unavailable') } }),
    act: (page) => page.locator('[data-state=error]').waitFor({ timeout: 15_000 }),
  },
  {
    name: 'retention-policies',
    path: PAGE,
    narrow: true,
    scenario: () => keeping(),
    act: async (page) => {
      await page.getByRole('tab', { name: /^(Policies|期限规则)$/ }).click();
      await page.locator('tbody tr').first().waitFor();
    },
  },
  {
    name: 'retention-holds',
    path: PAGE,
    narrow: true,
    scenario: () => keeping({ holds: holds() }),
    act: async (page) => {
      await page.getByRole('tab', { name: /^(Legal holds|法律保全)$/ }).click();
      await page.locator('tbody tr').first().waitFor();
    },
  },
  {
    name: 'retention-release',
    path: PAGE,
    narrow: true,
    scenario: () => keeping({ holds: holds() }),
    act: async (page) => {
      await page.getByRole('tab', { name: /^(Legal holds|法律保全)$/ }).click();
      await page.getByRole('button', { name: /^(Ask for release|申请解除)$/ }).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^(Ask for release|申请解除)$/ })
        .click();
    },
  },
  {
    name: 'retention-deletions',
    path: PAGE,
    narrow: true,
    scenario: () => keeping({ deletions: deletions() }),
    act: async (page) => {
      await page.getByRole('tab', { name: /^(Deletions|删除记录)$/ }).click();
      await page.locator('tbody tr').first().waitFor();
    },
  },
  {
    name: 'retention-of-recording',
    path: `/console/recordings/${ids.recording}`,
    narrow: true,
    scenario: () => {
      const detail = recordingDetail();
      return keeping({ kept: holding() }, { detail, events: sessionEvents(detail.startedAt) });
    },
    act: async (page) => {
      await page.getByRole('tab', { name: /^(Retention|保存期限)$/ }).click();
      await page.getByRole('button', { name: /^(Place a hold|设立保全)$/ }).waitFor();
    },
  },
  {
    name: 'replay-deleted',
    path: `/console/recordings/${ids.recording}`,
    narrow: true,
    scenario: () => {
      const detail = recordingDetail();
      const deleted = new AppError('recording_deleted', { certificate: DELETION_ID });
      const tracks = detail.tracks.map((track) => ({ ...track, url: null }));
      return keeping(
        { kept: gone() },
        {
          detail: { ...detail, tracks, deletedAt: Date.now() - 3 * 86_400_000, mayDownload: false },
          refuse: { 'recordings.timeline': deleted },
        },
      );
    },
    act: (page) => page.getByText(DELETION_ID).waitFor(),
  },
  {
    name: 'store',
    path: '/console/store',
    narrow: true,
    scenario: () => keeping({ alarms: alarms(), destructions: destructions() }),
    act: (page) => page.locator('tbody tr').first().waitFor(),
  },
  {
    name: 'store-behind',
    path: '/console/store',
    scenario: () =>
      keeping({
        store: {
          kind: 'local',
          name: '/srv/guichet/archive',
          locks: false,
          trouble: 'archive_behind',
          recordings: { archived: 12, waiting: 41, oldestWaitingAt: Date.now() - 7_200_000 },
        },
      }),
  },
];

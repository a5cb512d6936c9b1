import { expect as expectPage } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { evidence } from './evidence-screens.ts';
import type { Scenario } from './fixture-counter.ts';
import { desk, ids, recordingDetail, sessionEvents, staff } from './fixtures.ts';
import { onPage } from './on-page.ts';
import { alarms, destructions, holds } from './retention-fixtures.ts';

const keeping = (retention: Scenario['retention'] = {}, change: Partial<Scenario> = {}): Partial<Scenario> => ({
  staff: staff('reviewer', 'admin'),
  desk: { ...desk(), me: staff('reviewer', 'admin'), status: 'offline' },
  ...(retention === undefined ? {} : { retention }),
  ...change,
});

describe('a legal hold', () => {
  it('is placed on the page of a recording, with a reason', async () => {
    const detail = recordingDetail();
    const scenario = keeping({}, { detail, events: sessionEvents(detail.startedAt) });
    await onPage(`/console/recordings/${ids.recording}`, scenario, async (page, { askedFor }) => {
      await page.getByRole('tab', { name: 'Retention' }).click();
      await page.getByRole('button', { name: 'Place a hold' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Place a hold' }).click();
      await expectPage(dialog.getByText('Give a reason of at least five characters.')).toBeVisible();
      expect(askedFor('holds.place')).toEqual([]);
      await dialog.getByLabel('Reason').fill('Letter of the court');
      await dialog.getByRole('button', { name: 'Place a hold' }).click();
      await expectPage(dialog).toHaveCount(0);
      expect(askedFor('holds.place')).toEqual([{ reason: 'Letter of the court' }]);
    });
  });

  it('is released by whoever did not ask for it', async () => {
    await onPage('/console/retention', keeping({ holds: holds() }), async (page, { askedFor }) => {
      await page.getByRole('tab', { name: 'Legal holds' }).click();
      await page.getByRole('button', { name: 'Release', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click();
      await expectPage(page.getByRole('dialog')).toHaveCount(0);
      expect(askedFor('holds.decideRelease')).toEqual([{ decision: 'release' }]);
    });
  });
});

it('whoever opens a recording right after its call sees its seal come', async () => {
  const detail = recordingDetail();
  const events = sessionEvents(detail.startedAt);
  const before = evidence({ status: 'none', sealedAt: null, manifestHash: null, logIndex: null, stamps: [], exports: [] });
  await onPage(`/console/recordings/${ids.recording}`, keeping({}, { detail, events, evidence: before }), async (page, { counter }) => {
    const seal = page.getByRole('button', { name: /^Evidence/ });
    await expectPage(seal).toHaveText(/Not yet/);
    counter.scenario = { ...counter.scenario, evidence: evidence() };
    await expectPage(seal).toHaveText(/Sealed/, { timeout: 30_000 });
  });
});

it('the store says where an object is damaged, and a key is destroyed by a second person', async () => {
  await onPage('/console/store', keeping({ alarms: alarms(), destructions: destructions() }), async (page, { askedFor }) => {
    await expectPage(page.getByText('bytes 65,536 to 98,304', { exact: false })).toBeVisible();
    await page.getByRole('button', { name: 'Destroy it' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Destroy it' }).click();
    await expectPage(page.getByRole('dialog')).toHaveCount(0);
    expect(askedFor('keyDestructions.decide')).toEqual([{ decision: 'destroy' }]);
  });
});

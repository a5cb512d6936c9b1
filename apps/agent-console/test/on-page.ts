import type { Page } from '@playwright/test';
import type { Look } from '@guichet/ui/testing/visitor';
import '@guichet/ui/testing/vitest-setup';
import { expect, inject } from 'vitest';
import type { Scenario } from './fixture-counter.ts';
import { busy, desk, ids, recordingDetail, sessionEvents, staff } from './fixtures.ts';
import { scenario, Stand } from './stand.ts';

let opening: Promise<Stand> | undefined;
/** One for all files of tests, which run one after the other in one process; it ends with the browser. */
export const openStand = (): Promise<Stand> => (opening ??= Stand.open(inject('pageBrowser')));

export interface Visit {
  readonly page: Page;
  readonly counter: Stand['counter'];
  /** What was asked under a name since the page was opened. */
  readonly askedFor: (name: string) => unknown[];
}

/** One page, opened anew; whatever it logs as an error fails the test. */
export async function onPage(
  path: string,
  change: Partial<Scenario>,
  work: (page: Page, visit: Visit) => Promise<void>,
  look: Look = { language: 'en' },
): Promise<void> {
  const stand = await openStand();
  const { counter } = stand;
  const page = await stand.page(look);
  counter.scenario = scenario(change);
  counter.asked.length = 0;
  const errors: string[] = [];
  const onError = (error: Error) => errors.push(error.message);
  const onMessage = (message: { type(): string; text(): string }) => {
    // A refusal that a test arranged is not a fault of the page.
    if (message.type() === 'error' && !/status of [45]\d\d/.test(message.text())) errors.push(message.text());
  };
  page.on('pageerror', onError).on('console', onMessage);
  try {
    await page.goto(stand.origin + path);
    const askedFor = (name: string) => counter.asked.filter((request) => request.name === name).map(({ payload }) => payload);
    await work(page, { page, counter, askedFor });
    expect(errors).toEqual([]);
  } finally {
    page.off('pageerror', onError).off('console', onMessage);
    await stand.empty(page);
  }
}

export const inCall = (): Partial<Scenario> => ({
  desk: busy(),
  scene: { self: ids.self, peers: [{ id: ids.customer, art: 'customer' }] },
});

export const reviewed = (): Partial<Scenario> => {
  const detail = recordingDetail();
  return { staff: staff('reviewer'), desk: { ...desk(), me: staff('reviewer') }, detail, events: sessionEvents(detail.startedAt) };
};

export const replayPath = `/console/recordings/${ids.recording}`;

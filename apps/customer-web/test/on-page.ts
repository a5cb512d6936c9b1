import '@guichet/ui/testing/vitest-setup';
import type { Page } from '@playwright/test';
import type { Look } from '@guichet/ui/testing/visitor';
import { expect, inject } from 'vitest';
import type { FixtureCounter, Scenario } from './fixture-counter.ts';
import { scenario, Stand } from './stand.ts';

let opening: Promise<Stand> | undefined;
/** One for all files of tests, which run one after the other in one process; it ends with the browser. */
const openStand = (): Promise<Stand> => (opening ??= Stand.open(inject('pageBrowser')));

export const PHONE = { width: 390, height: 844 } as const;

/** One page, opened anew; whatever it logs as an error fails the test. */
export async function onPage(
  path: string,
  change: Partial<Scenario>,
  work: (page: Page, counter: FixtureCounter) => Promise<void>,
  look: Look = { language: 'en', ...PHONE },
  /** What the page may log as an error, since the test brought it about. */
  arranged = /status of [45]\d\d/,
): Promise<void> {
  const stand = await openStand();
  const { counter } = stand;
  const page = await stand.page(look);
  counter.scenario = scenario(change);
  counter.asked.length = 0;
  const errors: string[] = [];
  const onError = (error: Error) => errors.push(error.message);
  const onMessage = (message: { type(): string; text(): string }) => {
    if (message.type() === 'error' && !arranged.test(message.text())) errors.push(message.text());
  };
  page.on('pageerror', onError).on('console', onMessage);
  try {
    await page.goto(stand.origin + path);
    await work(page, counter);
    expect(errors).toEqual([]);
  } finally {
    page.off('pageerror', onError).off('console', onMessage);
    await stand.empty(page);
  }
}

import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { buildPage } from '@guichet/ui/testing/build-page';
import type { PageBrowserPlace } from '@guichet/ui/testing/page-browser';
import { type Look, Visitor } from '@guichet/ui/testing/visitor';
import { FixtureCounter, type Scenario } from './fixture-counter.ts';

export const scenario = (change: Partial<Scenario> = {}): Scenario => ({
  session: null,
  anonymousAllowed: true,
  scene: null,
  refuse: {},
  heads: [],
  hang: new Set(),
  step: null,
  pdf: null,
  browser: '',
  ...change,
});

/** The customer's pages as they are built, in a real browser, before a counter made of fixtures; only the room client is a stand-in. */
export class Stand {
  readonly counter: FixtureCounter;
  readonly origin: string;
  readonly #visitor: Visitor;

  static async open(place: PageBrowserPlace): Promise<Stand> {
    const app = join(place.folder, 'customer-web');
    await buildPage(join(import.meta.dirname, '..'), app);
    const counter = new FixtureCounter(scenario(), { app, pictures: place.folder });
    const origin = await counter.listen();
    return new Stand(counter, origin, await Visitor.arrive(place, origin));
  }

  private constructor(counter: FixtureCounter, origin: string, visitor: Visitor) {
    this.counter = counter;
    this.origin = origin;
    this.#visitor = visitor;
  }

  page(look: Look): Promise<Page> {
    return this.#visitor.page(look);
  }

  empty(page: Page): Promise<void> {
    return this.#visitor.empty(page);
  }

  async close(): Promise<void> {
    await this.#visitor.leave();
    await this.counter.close();
  }
}

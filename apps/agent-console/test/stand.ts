import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { buildPage } from '@guichet/ui/testing/build-page';
import type { PageBrowserPlace } from '@guichet/ui/testing/page-browser';
import { type Look, Visitor } from '@guichet/ui/testing/visitor';
import { FixtureCounter, type Scenario } from './fixture-counter.ts';
import { desk, staff } from './fixtures.ts';
import { makeMedia } from './media.ts';

export const scenario = (change: Partial<Scenario> = {}): Scenario => ({
  staff: staff('agent'),
  desk: desk(),
  scene: null,
  recordings: [],
  detail: null,
  events: [],
  nodes: [],
  refuse: {},
  hang: new Set(),
  ...change,
});

/** The console as it is built, in a real browser, before a counter made of fixtures; only the room client is a stand-in. */
export class Stand {
  readonly counter: FixtureCounter;
  readonly origin: string;
  readonly #visitor: Visitor;

  static async open(place: PageBrowserPlace): Promise<Stand> {
    const console = join(place.folder, 'console');
    await Promise.all([buildPage(join(import.meta.dirname, '..'), console), makeMedia(place.folder)]);
    const counter = new FixtureCounter(scenario(), { console, media: place.folder });
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

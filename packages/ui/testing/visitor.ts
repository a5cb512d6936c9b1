import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import type { PageBrowserPlace } from './page-browser.ts';

export interface Look {
  readonly language?: 'zh-CN' | 'en';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** Larger text and targets. */
  readonly care?: boolean;
}

/**
 * Opens one page after the other in the shared browser. A context of this browser is a window with all its frame, which costs more than most pages: there is
 * one for each language, used again and again; theme and size are changed in place, and what a page stored is forgotten.
 */
export class Visitor {
  readonly #browser: Browser;
  readonly #origin: string;
  readonly #pages = new Map<string, Promise<Page>>();

  static async arrive(place: PageBrowserPlace, origin: string): Promise<Visitor> {
    return new Visitor(await chromium.connect(place.endpoint), origin);
  }

  private constructor(browser: Browser, origin: string) {
    this.#browser = browser;
    this.#origin = origin;
  }

  /** The page of a language, empty, in the theme and size asked for. */
  async page({ language = 'zh-CN', theme = 'light', width = 1440, height = 900, care = false }: Look = {}): Promise<Page> {
    let opening = this.#pages.get(language);
    if (opening === undefined) this.#pages.set(language, (opening = this.#open(language)));
    const page = await opening;
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme });
    await this.empty(page);
    if (care) await page.evaluate(() => localStorage.setItem('guichet.scale', 'care'));
    return page;
  }

  /** Leaves whatever is open, so that it asks nothing any more, and forgets what it stored. */
  async empty(page: Page): Promise<void> {
    await page.goto(`${this.#origin}/fixture/blank.html`);
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    await page.mouse.move(0, 0);
  }

  async leave(): Promise<void> {
    await this.#browser.close();
  }

  async #open(language: string): Promise<Page> {
    const context: BrowserContext = await this.#browser.newContext({
      locale: language,
      permissions: ['camera', 'microphone'],
      // What fades in has its final contrast at once, and nothing is drawn for the sake of a pulse.
      reducedMotion: 'reduce',
    });
    return context.newPage();
  }
}

import { expect as playwrightExpect, type Page } from '@playwright/test';
import { type ChromiumOptions, type LaunchedChromium, launchChromium } from './chromium.ts';
import { either } from './either.ts';
import { observeCapture } from './flash-beep.ts';
import { observeMedia } from './media-observer.ts';

/** As patient outside of Playwright's own runner, in a benchmark, as inside. */
const expect = playwrightExpect.configure({ timeout: 30_000 });

interface CustomerOptions
  extends Pick<ChromiumOptions, 'fakeVideoPath' | 'fakeAudioPath' | 'wrapExecutable' | 'extraArgs' | 'viewport' | 'locale'> {
  /** The customer page, or an entry link. */
  readonly url: string;
  /** Whether what the page itself captures is watched, which costs it some of its processor time: unless told otherwise, yes. */
  readonly watchCapture?: boolean;
}

/** A customer with a phone-sized browser of their own, doing what customers do. */
export class CustomerPage {
  readonly page: Page;
  readonly #browser: LaunchedChromium;

  static async open({ url, watchCapture = true, ...options }: CustomerOptions): Promise<CustomerPage> {
    const browser = await launchChromium({ viewport: { width: 390, height: 844 }, locale: 'en', ...options });
    browser.context.setDefaultTimeout(30_000);
    if (watchCapture) await observeCapture(browser.context);
    await observeMedia(browser.context);
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    await page.goto(url);
    return new CustomerPage(page, browser);
  }

  private constructor(page: Page, browser: LaunchedChromium) {
    this.page = page;
    this.#browser = browser;
  }

  get context() {
    return this.#browser.context;
  }

  /** Without a link: chooses the first service on offer. */
  async chooseService(): Promise<void> {
    await this.page.getByRole('listitem').getByRole('button').first().click();
  }

  async acceptNotice(): Promise<void> {
    await this.page.getByRole('checkbox').first().waitFor();
    for (const box of await this.page.getByRole('checkbox').all()) await box.check();
    await this.page.getByRole('button', { name: either('Agree and continue', '同意并继续') }).click();
  }

  async refuseNotice(): Promise<void> {
    await this.page.getByRole('button', { name: either('No thanks, another way', '不同意，换个方式办') }).click();
    await this.page.getByRole('button', { name: either('Show the other ways', '查看其他方式') }).click();
  }

  /** Camera, microphone and line; ends in the queue. */
  async passCheck(): Promise<void> {
    await this.page.getByRole('button', { name: either('Turn on camera and microphone', '打开摄像头和麦克风') }).click();
    const next = this.page.getByRole('button', { name: /join the queue|去排队/i });
    await expect(next).toBeEnabled({ timeout: 40_000 });
    await expect(next).not.toHaveAttribute('aria-disabled', 'true', { timeout: 40_000 });
    await next.click();
    await expect(this.page.getByText(/^(Ticket|排队号)$/)).toBeVisible();
  }

  /** All the way from the first screen into the queue. */
  async queue(): Promise<void> {
    await this.acceptNotice();
    await this.passCheck();
  }

  /** Larger text and targets, or the standard ones again. */
  async switchScale(): Promise<void> {
    await this.page.getByRole('button', { name: /(Larger text|Standard text|切换到大字版|切换到标准字号)$/ }).click();
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

/** Waits until a large picture of somebody else is really moving. */
export async function waitForRemotePicture(page: Page, timeoutMs = 20_000): Promise<void> {
  await page.waitForFunction(
    () => {
      const tile = document.querySelector('main [data-tile] video') as HTMLVideoElement | null;
      return tile !== null && tile.videoWidth > 0 && tile.getVideoPlaybackQuality().totalVideoFrames > 5;
    },
    undefined,
    { timeout: timeoutMs },
  );
}

import { expect as playwrightExpect, type Page } from '@playwright/test';
import { type ChromiumOptions, type LaunchedChromium, launchChromium } from './chromium.ts';
import { either } from './either.ts';
import { observeCapture } from './flash-beep.ts';
import { observeMedia } from './media-observer.ts';

/** As patient outside of Playwright's own runner, in a benchmark, as inside. */
const expect = playwrightExpect.configure({ timeout: 30_000 });

const CONTROLS = either('Call controls', '通话控制');

interface GuestOptions
  extends Pick<ChromiumOptions, 'fakeVideoPath' | 'fakeAudioPath' | 'wrapExecutable' | 'extraArgs' | 'viewport' | 'locale'> {
  /** The link that the agent passed on. */
  readonly link: string;
  /** As in `CustomerPage`. */
  readonly watchCapture?: boolean;
}

/** Somebody who was asked into another person's call, with a browser of their own. */
export class GuestPage {
  readonly page: Page;
  readonly #browser: LaunchedChromium;

  static async open({ link, watchCapture = true, ...options }: GuestOptions): Promise<GuestPage> {
    const browser = await launchChromium({ viewport: { width: 390, height: 844 }, locale: 'en', ...options });
    browser.context.setDefaultTimeout(30_000);
    if (watchCapture) await observeCapture(browser.context);
    await observeMedia(browser.context);
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    await page.goto(link);
    return new GuestPage(page, browser);
  }

  private constructor(page: Page, browser: LaunchedChromium) {
    this.page = page;
    this.#browser = browser;
  }

  get context() {
    return this.#browser.context;
  }

  async acceptNotice(): Promise<void> {
    await this.page.getByRole('checkbox').first().check();
    await this.page.getByRole('button', { name: either('Agree and continue', '同意并继续') }).click();
  }

  async refuseNotice(): Promise<void> {
    await this.page.getByRole('button', { name: either('No, I will not join', '不加入') }).click();
    await this.page
      .getByRole('dialog')
      .getByRole('button', { name: either('I will not join', '不加入') })
      .click();
  }

  /** Camera and microphone; ends in the call. */
  async passCheck(): Promise<void> {
    await this.page.getByRole('button', { name: either('Turn on camera and microphone', '打开摄像头和麦克风') }).click();
    await this.page.getByRole('button', { name: either('Join the call', '加入通话') }).click();
    await expect(this.page.getByRole('group', { name: CONTROLS })).toBeVisible();
  }

  /** All the way from the link into the call. */
  async join(): Promise<void> {
    await this.acceptNotice();
    await this.passCheck();
  }

  async leave(): Promise<void> {
    await this.page.getByRole('button', { name: /^(Leave|离开)$/ }).click();
    await this.page
      .getByRole('dialog')
      .getByRole('button', { name: /^(Leave|离开)$/ })
      .click();
    await expect(this.page.getByRole('heading', { name: either('You have left the call', '您已离开通话') })).toBeVisible();
  }

  async comeBack(): Promise<void> {
    await this.page.getByRole('button', { name: either('Come back', '回到通话') }).click();
    await expect(this.page.getByRole('group', { name: CONTROLS })).toBeVisible();
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

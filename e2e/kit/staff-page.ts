import { expect as playwrightExpect, type Page } from '@playwright/test';
import { type ChromiumOptions, type LaunchedChromium, launchChromium } from './chromium.ts';
import { either } from './either.ts';
import { observeCapture } from './flash-beep.ts';
import { observeMedia } from './media-observer.ts';

/** As patient outside of Playwright's own runner, in a benchmark, as inside. */
const expect = playwrightExpect.configure({ timeout: 30_000 });

interface AgentOptions extends Pick<ChromiumOptions, 'fakeVideoPath' | 'fakeAudioPath' | 'wrapExecutable' | 'viewport' | 'locale'> {
  readonly consoleUrl: string;
  readonly login: { readonly staffNumber: string; readonly password: string };
  /** As in `CustomerPage`. */
  readonly watchCapture?: boolean;
}

const READY = either('Ready for the next customer', '可以接待下一位客户');

/** A member of staff at the console, in a browser of their own. */
export class StaffPage {
  readonly page: Page;
  readonly #browser: LaunchedChromium;

  static async signIn({ consoleUrl, login, watchCapture = true, ...options }: AgentOptions): Promise<StaffPage> {
    const browser = await launchChromium({ viewport: { width: 1440, height: 900 }, locale: 'en', ...options });
    browser.context.setDefaultTimeout(30_000);
    if (watchCapture) await observeCapture(browser.context);
    await observeMedia(browser.context);
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    await page.goto(consoleUrl);
    await page.getByLabel(either('Staff number', '工号')).fill(login.staffNumber);
    await page.getByLabel(/^(Password|密码)$/).fill(login.password);
    await page.getByRole('button', { name: either('Sign in', '登录') }).click();
    await expect(page.getByRole('navigation')).toBeVisible();
    return new StaffPage(page, browser);
  }

  private constructor(page: Page, browser: LaunchedChromium) {
    this.page = page;
    this.#browser = browser;
  }

  get context() {
    return this.#browser.context;
  }

  async goIdle(): Promise<void> {
    const go = this.page.getByRole('button', { name: either('Go idle', '切换为空闲') });
    // Whoever was idle when another test's page was closed still is.
    await expect(go.or(this.page.getByText(READY)).first()).toBeVisible();
    if (await go.isVisible()) await go.click();
    await this.isIdle();
  }

  /** Waits until the next customer can be offered. */
  async isIdle(): Promise<void> {
    await expect(this.page.getByText(READY)).toBeVisible();
  }

  async acceptOffer(): Promise<void> {
    await this.page.getByRole('button', { name: /^(Accept|接入)$/ }).click({ timeout: 30_000 });
  }

  async shareScreen(): Promise<void> {
    await this.page.getByRole('button', { name: 'Share screen' }).click();
    await expect(this.page.getByText('You are sharing your screen')).toBeVisible();
  }

  async stopSharing(): Promise<void> {
    await this.page.getByRole('toolbar').getByRole('button', { name: 'Stop sharing' }).click();
    await expect(this.page.getByText('You are sharing your screen')).toBeHidden();
  }

  /** Asks the first colleague who is free into the call. */
  async askToTakeOver(note: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Hand over' }).click();
    await this.page.locator('input[name=colleague]:enabled').first().check({ force: true });
    await this.page.getByLabel('Note for the colleague').fill(note);
    await this.page.getByRole('button', { name: 'Ask to join' }).click();
  }

  /** A colleague asks: comes into the call. */
  async joinColleague(): Promise<void> {
    await this.page.locator('[data-transfer]').getByRole('button', { name: 'Join' }).click();
  }

  /** Leaves the call to the colleague who has come. */
  async completeHandOver(): Promise<void> {
    await this.page.getByRole('button', { name: 'Complete hand-over' }).click();
  }

  async endCall(): Promise<void> {
    await this.page.getByRole('button', { name: /^(End|结束)$/ }).click();
    await this.page.getByRole('button', { name: either('End session', '结束业务') }).click();
  }

  async wrapUp(notes: string): Promise<void> {
    await this.page.getByRole('radio', { name: either('Done', '已办结') }).click();
    await this.page.getByLabel(either('Notes', '备注')).first().fill(notes);
    await this.page.getByRole('button', { name: either('Save and go on', '保存并继续') }).click();
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

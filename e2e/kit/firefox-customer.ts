import { type LaunchedFirefox, launchFirefox } from './firefox.ts';
import { until } from './until.ts';

const PATIENCE_MS = 40_000;

/** A customer with stock Firefox, doing what customers do. The same way as `CustomerPage`, in the words of another driver. */
export class FirefoxCustomer {
  readonly #firefox: LaunchedFirefox;

  static async open(executablePath: string, url: string): Promise<FirefoxCustomer> {
    const firefox = await launchFirefox(executablePath, { width: 390, height: 844 });
    firefox.page.setDefaultTimeout(PATIENCE_MS);
    await firefox.page.goto(url);
    return new FirefoxCustomer(firefox);
  }

  private constructor(firefox: LaunchedFirefox) {
    this.#firefox = firefox;
  }

  get page() {
    return this.#firefox.page;
  }

  async chooseService(): Promise<void> {
    await this.page.locator('li button').click();
  }

  async acceptNotice(): Promise<void> {
    await this.page.locator('input[type=checkbox]').wait();
    for (const box of await this.page.$$('input[type=checkbox]')) await box.click();
    await this.#press('Agree and continue');
  }

  /** Camera, microphone and line; ends in the queue. */
  async passCheck(): Promise<void> {
    await this.#press('Turn on camera and microphone');
    // A button that cannot be pressed yet says so to assistive technology and stays focusable: "disabled" is never set.
    await this.page.locator('button:not([aria-disabled=true])::-p-text(oin the queue)').click();
    await this.sees('Ticket');
  }

  /** Waits until the page says so. */
  async sees(text: string): Promise<void> {
    await this.page.locator(`::-p-text(${text})`).wait();
  }

  /** Waits until a large picture of somebody else is really moving. */
  async waitForRemotePicture(): Promise<void> {
    await until('the customer sees the agent', async () => (await this.shownFrames()) > 5, PATIENCE_MS);
  }

  /** Frames of the large picture that were shown since it was first asked for: Firefox itself counts none of what comes live. */
  async shownFrames(): Promise<number> {
    return this.page.evaluate(() => {
      const large = document.querySelector<HTMLVideoElement & { shownFrames?: number }>('main [data-tile] video');
      if (!large) return 0;
      if (large.shownFrames === undefined) {
        large.shownFrames = 0;
        const count = () => {
          large.shownFrames = (large.shownFrames ?? 0) + 1;
          large.requestVideoFrameCallback(count);
        };
        large.requestVideoFrameCallback(count);
      }
      return large.shownFrames;
    });
  }

  async close(): Promise<void> {
    await this.#firefox.browser.close();
  }

  async #press(label: string): Promise<void> {
    await this.page.locator(`button::-p-text(${label})`).click();
  }
}

import type { RecordingId } from '@guichet/protocol';
import { expect, type Page } from '@playwright/test';
import { either } from './either.ts';
import type { Installation } from './installation.ts';
import { StaffPage } from './staff-page.ts';

/** What somebody says of every rule that did not pass, and overall. */
interface Saying {
  readonly decision: RegExp;
  readonly reason: string;
}

/** A reviewer at the console: search, replay, review, figures. */
export class ReviewerPage {
  readonly staff: StaffPage;
  readonly #consoleUrl: string;

  static async signIn(
    { running }: Installation,
    login: { readonly staffNumber: string; readonly password: string },
    locale: 'en' | 'zh-CN',
  ): Promise<ReviewerPage> {
    const consoleUrl = running.urls.console;
    return new ReviewerPage(await StaffPage.signIn({ consoleUrl, login, locale, watchCapture: false }), consoleUrl);
  }

  private constructor(staff: StaffPage, consoleUrl: string) {
    this.staff = staff;
    this.#consoleUrl = consoleUrl;
  }

  get page(): Page {
    return this.staff.page;
  }

  close(): Promise<void> {
    return this.staff.close();
  }

  /** By a customer's whole name; ends on as many rows as sessions are known of. */
  async findByName(name: string, sessions = 1): Promise<void> {
    const { page } = this;
    await page.goto(`${this.#consoleUrl}search`);
    await page.getByLabel(either('Customer’s name', '客户姓名')).fill(name);
    // A session is found a moment after it ended, once its row was made anew.
    await expect(async () => {
      await page.getByRole('button', { name: /^(Search|查找)$/ }).click();
      await expect(page.locator('tbody tr')).toHaveCount(sessions, { timeout: 3_000 });
      await expect(page.locator('tbody').getByRole('link').last()).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 90_000 });
  }

  async openFound(): Promise<void> {
    await this.page.locator('tbody').getByRole('link').click();
    await this.isPlayable();
  }

  async openReplay(recordingId: RecordingId): Promise<void> {
    await this.page.goto(`${this.#consoleUrl}recordings/${recordingId}`);
    await this.isPlayable();
  }

  async isPlayable(): Promise<void> {
    await expect(this.page.locator('[data-lane]').first()).toBeVisible({ timeout: 60_000 });
    await this.page.waitForFunction(
      () => {
        const media = [...document.querySelectorAll<HTMLMediaElement>('video, audio')];
        return media.length >= 3 && media.every(({ readyState }) => readyState >= 3);
      },
      undefined,
      { timeout: 60_000 },
    );
  }

  /** Until rules have looked at it and waveforms and small pictures are made. */
  async isInspected(): Promise<void> {
    await expect(async () => {
      await this.page.reload();
      await this.isPlayable();
      await expect(this.page.locator('[data-rule]').first()).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 120_000 });
  }

  /** Presses a rule that has a moment; returns where the playhead went, as it is shown. */
  async jumpByRule(): Promise<{ readonly rule: string; readonly at: string }> {
    await this.page.getByRole('tab', { name: /^(Inspection|质检)$/ }).click();
    const placed = this.page.locator('[data-rule]').filter({ has: this.page.locator('em:not(:empty)') });
    // What passed has its moments as well.
    if ((await placed.count()) === 0) await this.page.getByRole('button', { name: /(more passed|条通过)/ }).click();
    const rule = placed.last();
    await rule.click();
    const at = await rule.locator('em').innerText();
    await expect(this.page.locator('[data-playhead]')).toHaveText(at);
    return { rule: (await rule.getAttribute('data-rule')) ?? '', at };
  }

  async openReview(): Promise<void> {
    await this.page.getByRole('tab', { name: /^(Review|复核)$/ }).click();
  }

  async take(): Promise<void> {
    await this.page.getByRole('button', { name: either('Take this review', '领取复核') }).click();
    await expect(this.page.getByRole('button', { name: /^(Decide|提交结论)$/ })).toBeVisible();
  }

  async say({ decision, reason }: Saying): Promise<void> {
    const findings = this.page.locator('form fieldset').filter({ has: this.page.locator('legend.visually-hidden') });
    for (let at = 0; at < (await findings.count()); at++) await findings.nth(at).getByRole('radio').first().check();
    await this.page.getByRole('radio', { name: decision }).check();
    await this.page.getByRole('textbox', { name: /^(Reasons|理由)$/ }).fill(reason);
  }

  async decide(): Promise<void> {
    await this.page.getByRole('button', { name: /^(Decide|提交结论)$/ }).click();
    await expect(this.page.getByRole('button', { name: /^(Decide|提交结论)$/ })).toHaveCount(0);
  }

  async askToRectify(): Promise<void> {
    await this.page.getByRole('button', { name: /^(Have it recorded anew|整改补录)$/ }).click();
    const dialog = this.page.getByRole('dialog');
    const rules = dialog.getByRole('checkbox');
    if ((await rules.and(this.page.locator(':checked')).count()) === 0) await rules.first().check();
    await dialog.getByRole('button', { name: either('Ask for it', '发起整改') }).click();
    await expect(dialog).toHaveCount(0);
  }

  async openFigures(): Promise<void> {
    await this.page.goto(`${this.#consoleUrl}figures`);
    await expect(this.page.locator('dl').first()).toBeVisible();
  }

  /** The figures by their names, as they are shown. */
  async figures(): Promise<Readonly<Record<string, string>>> {
    await this.openFigures();
    return this.page
      .locator('dl > div')
      .evaluateAll((cards) =>
        Object.fromEntries(cards.map((card) => [card.querySelector('dt')?.textContent ?? '', card.textContent ?? ''])),
      );
  }

  async openQueue(): Promise<void> {
    await this.page.goto(`${this.#consoleUrl}reviews`);
  }
}

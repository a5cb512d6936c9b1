import type { Page } from '@playwright/test';
import { either } from '../either.ts';
import { AgentStep, CustomerStep, expect } from './step-on-page.ts';

/** What the agent reads off the customer's resident ID card. Dates as `YYYY-MM-DD`; `long_term` for a card that does not end. */
export interface WrittenCard {
  readonly name: string;
  readonly idNumber: string;
  readonly birthDate: string;
  readonly validUntil: string;
}

export class CustomerIdentityDocument extends CustomerStep {
  constructor(page: Page) {
    super(page, 'identity-document');
  }

  /** Says that the side that is asked for is in the frame. */
  async showSide(): Promise<void> {
    const prompt = this.root.getByRole('status').first();
    const before = await prompt.textContent();
    await this.press(this.button(either('It is in the frame', '已放入框内')));
    await expect(prompt).not.toHaveText(before ?? '');
  }

  /** Says that they begin to read its number aloud; ends when they are listened to. */
  async beginReading(): Promise<void> {
    await this.press(this.button(either('I read it aloud', '开始念')));
    await this.isListenedTo();
  }

  async isListenedTo(): Promise<void> {
    await expect(this.root.getByText(either('Please read the number aloud now', '请现在念出号码'))).toBeVisible();
  }
}

export class AgentIdentityDocument extends AgentStep {
  constructor(page: Page) {
    super(page, 'identity-document');
  }

  async write({ name, idNumber, birthDate, validUntil }: WrittenCard): Promise<void> {
    const field = (en: string, zh: string) => this.root.getByLabel(either(en, zh));
    await field('Name', '姓名').fill(name);
    await field('Number', '证件号码').fill(idNumber);
    await field('Date of birth', '出生日期').fill(birthDate);
    if (validUntil === 'long_term') await this.root.getByLabel(either('No end', '长期')).check();
    else await field('Valid until', '有效期').fill(validUntil);
  }

  /** Has the number read aloud once more. */
  async listenAgain(): Promise<void> {
    await this.press(this.button(either('Have the number read once more', '请客户再念一次')));
  }

  async tickChecks(): Promise<void> {
    for (const box of await this.root.locator('h3 ~ label input[type=checkbox]').all()) await box.check();
  }

  /** Has the customer show it once more, and says why. */
  async askAgain(reason: RegExp): Promise<void> {
    const again = this.button(either('Show it again', '请再出示'));
    await this.press(again);
    await this.root.getByText(reason).click();
    await this.press(again);
  }

  async confirm(): Promise<void> {
    await this.press(this.button(either('It fits, go on', '核对一致')));
  }
}

export class CustomerLiveness extends CustomerStep {
  constructor(page: Page) {
    super(page, 'liveness');
  }

  /** What is to be read aloud, without the spaces between. */
  async digits(): Promise<string> {
    return (await this.#digits.innerText()).replaceAll(' ', '');
  }

  /** A new round is on the page: its challenges come in another order than those before it. */
  async beginsAgain(): Promise<void> {
    await expect(this.root.getByText(/^(We begin once more, in another order\.|请换个顺序再做一次。)$/)).toBeVisible();
  }

  /** Digits are asked for, others than these. @returns which */
  async digitsAfter(before: string): Promise<string> {
    await expect(this.#digits).not.toHaveText([...before].join(' '));
    return this.digits();
  }

  get #digits() {
    return this.root.getByText(/^\d( \d)+$/);
  }
}

export class AgentLiveness extends AgentStep {
  constructor(page: Page) {
    super(page, 'liveness');
  }

  /** Sees the customer follow every challenge. */
  async seeAll(count: number): Promise<void> {
    for (let number = 1; number <= count; number++) {
      await expect(this.root.getByText(new RegExp(`(${number} of ${count}|第 ${number} / ${count} 个)`))).toBeVisible();
      await this.press(this.button(either('I saw it', '看到了')));
    }
    await expect(this.root.getByText(either('All followed', '动作已全部完成'))).toBeVisible();
  }

  /** Begins the whole again: the challenge that stands was not followed. */
  async notFollowed(): Promise<void> {
    await this.press(this.button(either('Not followed', '没有做到')));
  }

  async confirm(): Promise<void> {
    await this.press(this.button(either('A living person', '确认真人')));
  }
}

export class CustomerFaceMatch extends CustomerStep {
  constructor(page: Page) {
    super(page, 'face-match');
  }
}

export class AgentFaceMatch extends AgentStep {
  constructor(page: Page) {
    super(page, 'face-match');
  }

  async takePicture(): Promise<void> {
    await this.press(this.button(either('Take a picture', '取一张画面')));
  }

  async confirm(): Promise<void> {
    await this.press(this.button(either('The same person', '是同一人')));
  }
}

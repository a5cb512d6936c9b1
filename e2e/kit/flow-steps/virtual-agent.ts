import type { Page } from '@playwright/test';
import { either } from '../either.ts';
import { CustomerStep, expect } from './step-on-page.ts';

/** Lines are said to the customer, who reads along and taps answers. */
export class CustomerVirtualAgent extends CustomerStep {
  constructor(page: Page) {
    super(page, 'virtual-agent');
  }

  /** Waits until this line is the present one. */
  async says(text: string): Promise<void> {
    await expect(this.root.getByText(text)).toBeVisible({ timeout: 60_000 });
  }

  /** Taps an answer as soon as the line was said to its end. */
  async answer(title: RegExp): Promise<void> {
    const button = this.button(title);
    await expect(button).toBeVisible({ timeout: 60_000 });
    await this.press(button);
  }

  async askForPerson(): Promise<void> {
    await this.press(this.button(either('Speak to a person', '转人工')).first());
  }
}

import type { Page } from '@playwright/test';
import { either } from '../either.ts';
import { CustomerStep, expect } from './step-on-page.ts';

/** A line that ended while the step was held is said again. */
const SAID_WITHIN_MS = 120_000;

/** Lines are said to the customer, who reads along and taps answers. */
export class CustomerVirtualAgent extends CustomerStep {
  constructor(page: Page) {
    super(page, 'virtual-agent');
  }

  /** Waits until this line is the present one. */
  async says(text: string): Promise<void> {
    await expect(this.root.getByText(text)).toBeVisible({ timeout: SAID_WITHIN_MS });
  }

  /** Taps an answer as soon as the line was said to its end. */
  async answer(title: RegExp): Promise<void> {
    const button = this.button(title);
    await expect(button).toBeVisible({ timeout: SAID_WITHIN_MS });
    await this.pressForGood(button);
  }

  async askForPerson(): Promise<void> {
    await this.pressForGood(this.button(either('Speak to a person', '转人工')).first());
  }
}

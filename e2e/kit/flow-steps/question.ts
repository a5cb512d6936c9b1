import type { Page } from '@playwright/test';
import { AgentStep, CustomerStep } from './step-on-page.ts';

export class CustomerQuestion extends CustomerStep {
  constructor(page: Page) {
    super(page, 'question');
  }

  async answer(title: RegExp): Promise<void> {
    await this.pressForGood(this.button(title));
  }
}

export class AgentQuestion extends AgentStep {
  constructor(page: Page) {
    super(page, 'question');
  }
}

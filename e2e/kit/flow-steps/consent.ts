import type { Page } from '@playwright/test';
import { either } from '../either.ts';
import { AgentStep, CustomerStep, expect } from './step-on-page.ts';

/** A consent of its own within a call. */
export class CustomerConsent extends CustomerStep {
  constructor(page: Page) {
    super(page, 'consent');
  }

  async mayDecide(): Promise<void> {
    await expect(this.button(either('I agree', '同意'))).toBeVisible();
  }

  async decide(decision: 'accepted' | 'refused'): Promise<void> {
    await this.press(this.button(decision === 'accepted' ? either('I agree', '同意') : either('I do not agree', '不办理这一项')));
  }
}

export class AgentConsent extends AgentStep {
  constructor(page: Page) {
    super(page, 'consent');
  }
}

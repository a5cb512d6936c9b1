import type { Page } from '@playwright/test';
import { either } from '../either.ts';
import { AgentStep } from './step-on-page.ts';

/** Free talk: the customer's page shows nothing of it. */
export class AgentConversation extends AgentStep {
  constructor(page: Page) {
    super(page, 'conversation');
  }

  async finish(): Promise<void> {
    await this.press(this.button(either('Finish this step', '完成这一步')));
  }
}

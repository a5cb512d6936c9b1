import type { Page } from '@playwright/test';
import { either } from '../either.ts';
import { AgentStep } from './step-on-page.ts';

/** What a second person decides. */
export class AgentTask extends AgentStep {
  constructor(page: Page) {
    super(page, 'task');
  }

  async submit(): Promise<void> {
    await this.press(this.button(either('Submit for a decision', '提交复核')));
  }

  async decide(decision: RegExp): Promise<void> {
    await this.root.getByRole('radio', { name: decision }).check({ force: true });
    await this.press(this.button(either('Save the decision', '确认决定')));
  }
}

import type { Locator, Page } from '@playwright/test';
import { either } from '../either.ts';
import { AgentStep, CustomerStep, expect } from './step-on-page.ts';

export class CustomerForm extends CustomerStep {
  constructor(page: Page) {
    super(page, 'form');
  }

  field(key: string): Locator {
    return this.root.locator(`[data-field="${key}"]`);
  }

  async write(key: string, text: string): Promise<void> {
    await this.field(key).locator('input, textarea').fill(text);
  }

  async choose(key: string, title: RegExp): Promise<void> {
    await this.field(key).getByRole('radio', { name: title }).check({ force: true });
  }

  async handIn(): Promise<void> {
    await this.pressForGood(this.button(either('Hand in', '提交')));
  }
}

export class AgentForm extends AgentStep {
  constructor(page: Page) {
    super(page, 'form');
  }

  field(key: string): Locator {
    return this.root.locator(`[data-field="${key}"]`);
  }

  input(key: string): Locator {
    return this.field(key).locator('input, textarea, select');
  }

  async write(key: string, text: string): Promise<void> {
    await this.input(key).fill(text);
  }

  /** Chooses by what the option is called. */
  async choose(key: string, title: RegExp): Promise<void> {
    const option = this.input(key).locator('option').filter({ hasText: title });
    await this.input(key).selectOption((await option.getAttribute('value')) ?? '');
  }

  async handIn(): Promise<void> {
    await this.press(this.button(either('Hand in', '提交')));
  }

  /** Waits until a field holds what somebody wrote, as theirs. */
  async holds(key: string, value: string | RegExp, by: 'customer' | 'agent' | 'guest'): Promise<void> {
    await expect(this.input(key)).toHaveValue(value);
    await expect(this.field(key)).toHaveAttribute('data-by', by);
  }
}

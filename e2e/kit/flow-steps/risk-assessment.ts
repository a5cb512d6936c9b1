import type { Locator, Page } from '@playwright/test';
import { either } from '../either.ts';
import { AgentStep, CustomerStep, expect } from './step-on-page.ts';

export class CustomerRiskAssessment extends CustomerStep {
  constructor(page: Page) {
    super(page, 'risk-assessment');
  }

  /** Questions with their answers, in their order. */
  get questions(): Locator {
    return this.root.locator('fieldset');
  }

  /** Answers one question by the place of the answer, from 0. */
  async answer(question: number, option: number): Promise<void> {
    const radio = this.questions.nth(question).getByRole('radio').nth(option);
    await radio.check({ force: true });
    await expect(radio).toBeChecked();
  }

  async handIn(): Promise<void> {
    await this.press(this.button(either('Hand in', '提交问卷')));
  }

  async goOn(): Promise<void> {
    await this.press(this.button(either('Go on', '继续')));
  }

  async acceptCare(): Promise<void> {
    await this.press(this.button(either('I have understood and want to go on', '我已了解，继续办理')));
  }
}

export class AgentRiskAssessment extends AgentStep {
  constructor(page: Page) {
    super(page, 'risk-assessment');
  }

  /** The special notice for the old was read to them. */
  async tellCare(): Promise<void> {
    await this.press(this.button(either('I have said it', '已告知')));
  }
}

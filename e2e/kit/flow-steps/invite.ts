import type { Page } from '@playwright/test';
import { either } from '../either.ts';
import { AgentStep, CustomerStep, expect } from './step-on-page.ts';

export class CustomerInvite extends CustomerStep {
  constructor(page: Page) {
    super(page, 'invite');
  }
}

export class AgentInvite extends AgentStep {
  /** @param index where several are asked side by side: which of them, from 0 */
  constructor(page: Page, index?: number) {
    super(page, 'invite', index);
  }

  /** Invites somebody by name. @returns the link that lets them in */
  async invite(name: string): Promise<string> {
    await this.root.getByLabel(either('Name', '姓名')).fill(name);
    await this.press(this.button(either('Invite', '发出邀请')));
    const link = this.root.getByLabel(either('Link for the third person', '第三方的加入链接'));
    await expect(link).toHaveValue(/#g=/);
    return link.inputValue();
  }

  /** Goes on without the third person. */
  async giveUp(): Promise<void> {
    const withoutThem = this.button(either('Go on without', '不再等待'));
    await this.press(withoutThem);
    await this.root.getByRole('radio', { name: either('Not needed', '不需要邀请') }).check({ force: true });
    await this.press(withoutThem);
  }
}

import { expect as playwrightExpect, type Locator, type Page } from '@playwright/test';

/** As patient outside of Playwright's own runner as inside. */
export const expect = playwrightExpect.configure({ timeout: 30_000 });

const TAKEN_WITHIN_MS = 10_000;
/** On a busy machine recordings are degraded, and steps held for a while. */
const GOES_ON_WITHIN_MS = 120_000;

/** A step of a flow as one page shows it. */
export class StepOnPage {
  readonly page: Page;
  readonly root: Locator;

  constructor(page: Page, root: Locator) {
    this.page = page;
    this.root = root;
  }

  async isOpen(): Promise<void> {
    await expect(this.root).toBeVisible();
  }

  async isOver(): Promise<void> {
    await expect(this.root).toBeHidden();
  }

  /** Held steps stay in sight and can't be worked at. */
  async isHeld(): Promise<void> {
    await expect(this.root.locator('[inert]')).toBeAttached();
  }

  async isNotHeld(): Promise<void> {
    await expect(this.root.locator('[inert]')).not.toBeAttached({ timeout: GOES_ON_WITHIN_MS });
  }

  button(name: RegExp): Locator {
    return this.root.getByRole('button', { name });
  }

  /** Presses a button once its step goes on and it is on: those that are off for a reason can still be reached. */
  async press(button: Locator): Promise<void> {
    await this.isNotHeld();
    await expect(button).not.toHaveAttribute('aria-disabled', 'true');
    await button.click();
  }

  /** Presses what is over when it was pressed. A step that is held in that very moment does not take it: then a person presses again when it goes on. */
  async pressForGood(button: Locator): Promise<void> {
    await expect(button).toBeVisible();
    await expect(async () => {
      if (await button.isHidden()) return;
      await this.press(button);
      await expect(button).toBeHidden({ timeout: TAKEN_WITHIN_MS });
    }).toPass({ timeout: GOES_ON_WITHIN_MS });
  }
}

/** On the customer's page (or a guest's): the sheet shows one step. */
export class CustomerStep extends StepOnPage {
  constructor(page: Page, type: string) {
    super(page, page.locator(`[data-step="${type}"]`));
  }
}

/** On the console: the panel of one step. */
export class AgentStep extends StepOnPage {
  constructor(page: Page, type: string, index?: number) {
    const panels = page.locator(`[data-node="${type}"]`);
    super(page, index === undefined ? panels : panels.nth(index));
  }
}

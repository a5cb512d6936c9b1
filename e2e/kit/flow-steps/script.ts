import type { Locator, Page } from '@playwright/test';
import { either } from '../either.ts';
import { AgentStep, CustomerStep, expect } from './step-on-page.ts';

export class CustomerScript extends CustomerStep {
  constructor(page: Page) {
    super(page, 'script');
  }

  get clear(): Locator {
    return this.button(either('It is clear to me', '我清楚了'));
  }

  async acknowledge(): Promise<void> {
    await this.pressForGood(this.clear);
  }

  async askAgain(): Promise<void> {
    await this.press(this.button(either('Please read it again', '请再读一遍')));
  }
}

/** Lines that the agent reads aloud and ticks. */
export class AgentScript extends AgentStep {
  readonly reader: Locator;

  constructor(page: Page) {
    super(page, 'script');
    this.reader = this.root.locator('[data-line]');
  }

  /** Key of the line that is read now. */
  async line(): Promise<string> {
    return (await this.reader.getAttribute('data-line')) ?? '';
  }

  /** Ticks the present line as soon as it may be: not before it can have been read. @returns its key */
  async tick(): Promise<string> {
    await expect(this.reader).toHaveAttribute('data-status', 'current');
    const line = await this.line();
    await this.press(this.button(either('Read, tick', '读完，打勾')));
    return line;
  }

  /** Whether the line that was ticked waits for the customer. */
  async waitsForCustomer(line: string): Promise<boolean> {
    const waits = this.root.locator(`[data-line="${line}"][data-status=read]`);
    const goneOn = this.page.locator(`[data-node=script] [data-line="${line}"]`);
    await expect.poll(async () => (await waits.count()) > 0 || (await goneOn.count()) === 0).toBe(true);
    return (await waits.count()) > 0;
  }
}

/** Both sides of a script from its present line to its end; `keys` are those that are left. @returns keys of the lines in the order they were read */
export async function readToEnd(agent: AgentScript, customer: CustomerScript, keys: readonly string[]): Promise<string[]> {
  const read: string[] = [];
  for (const key of keys) {
    await expect(agent.reader).toHaveAttribute('data-line', key);
    read.push(await agent.tick());
    if (await agent.waitsForCustomer(key)) await customer.acknowledge();
  }
  return read;
}

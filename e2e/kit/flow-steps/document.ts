import type { Locator, Page } from '@playwright/test';
import { either } from '../either.ts';
import { AgentStep, CustomerStep, expect } from './step-on-page.ts';

/** A document to read and to sign. */
export class CustomerDocument extends CustomerStep {
  constructor(page: Page) {
    super(page, 'document');
  }

  get drawnPage(): Locator {
    return this.root.locator('[data-drawn=true]');
  }

  /** The places where something is written by hand, in their order. */
  get places(): Locator {
    return this.root.locator('[data-signed]:has(button)');
  }

  async isDrawn(): Promise<void> {
    await expect(this.drawnPage).toBeVisible();
  }

  /** Waits until this page is the one that is read. */
  async isOnPage(page: number, pages: number): Promise<void> {
    await expect(this.root.getByText(either(`Page ${page} of ${pages}`, `第 ${page} 页，共 ${pages} 页`)).first()).toBeVisible();
    await this.isDrawn();
  }

  /** Brings the foot of the page before the reader's eyes. */
  async readToFoot(): Promise<void> {
    await this.isDrawn();
    await this.root.locator('[data-foot]').scrollIntoViewIfNeeded();
  }

  async nextPage(): Promise<void> {
    await this.press(this.button(either('Next page', '下一页')));
    await this.isDrawn();
  }

  /** Opens the pad of a place. */
  async openPad(place: number): Promise<void> {
    await this.press(this.places.nth(place).getByRole('button'));
    await expect(this.pad).toBeVisible();
  }

  get pad(): Locator {
    return this.root.locator('canvas[aria-describedby$="-hand"]');
  }

  /** Writes something by hand on the open pad, as a mouse does. */
  async writeByHand(): Promise<void> {
    const box = await this.pad.boundingBox();
    if (!box) throw new Error('There is no pad to write on');
    const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
    for (const stroke of STROKES) {
      const [first, ...rest] = stroke;
      if (!first) continue;
      await this.page.mouse.move(...at(...first));
      await this.page.mouse.down();
      for (const point of rest) await this.page.mouse.move(...at(...point), { steps: 4 });
      await this.page.mouse.up();
    }
  }

  async confirmHandwriting(): Promise<void> {
    await this.press(this.button(either('Confirm signature', '确认签字')));
    await expect(this.pad).toBeHidden();
  }

  async handIn(): Promise<void> {
    await this.pressForGood(this.button(either('Hand in, signed', '签完提交')));
  }

  /** A document that is only read. */
  async haveRead(): Promise<void> {
    await this.press(this.button(either('I have read it', '我已阅读')));
  }
}

/** 王, roughly: three lines across and one down. Shares of the pad. */
const STROKES: readonly (readonly (readonly [x: number, y: number])[])[] = [
  [
    [0.34, 0.28],
    [0.5, 0.27],
    [0.64, 0.26],
  ],
  [
    [0.37, 0.47],
    [0.6, 0.46],
  ],
  [
    [0.49, 0.28],
    [0.5, 0.5],
    [0.49, 0.7],
  ],
  [
    [0.3, 0.71],
    [0.52, 0.7],
    [0.7, 0.69],
  ],
];

export class AgentDocument extends AgentStep {
  constructor(page: Page) {
    super(page, 'document');
  }

  /** Waits until the customer is known to have read so many pages to their end. */
  async isRead(pages = 1): Promise<void> {
    await expect(this.root.locator('[data-read]').nth(pages - 1)).toBeVisible();
  }

  /** Turns to a page; whoever follows comes along. */
  async turnTo(page: number): Promise<void> {
    await this.press(this.button(either(`Show page ${page}`, `翻到第 ${page} 页`)));
  }

  async sees(signed: number): Promise<void> {
    await expect(this.root.getByText(/^(Signed|已签)$/)).toHaveCount(signed);
  }
}

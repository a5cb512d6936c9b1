import { expect as playwrightExpect, type Locator, type Page } from '@playwright/test';
import type { StaffRole } from '@guichet/protocol';
import { either } from './either.ts';
import type { Installation } from './installation.ts';
import { StaffPage } from './staff-page.ts';

const expect = playwrightExpect.configure({ timeout: 30_000 });

/** The designer's canvas as somebody with a mouse, or with a keyboard, works on it. */
export class DesignerPage {
  readonly page: Page;
  readonly #staff: StaffPage;

  static async signIn(installation: Installation, role: StaffRole, locale: 'zh-CN' | 'en'): Promise<DesignerPage> {
    const staff = await StaffPage.signIn({
      consoleUrl: `${installation.running.urls.console}`,
      login: installation.login(role),
      watchCapture: false,
      locale,
    });
    return new DesignerPage(staff);
  }

  private constructor(staff: StaffPage) {
    this.#staff = staff;
    this.page = staff.page;
  }

  get canvas(): Locator {
    return this.page.locator('[data-canvas]');
  }

  step(id: string): Locator {
    return this.page.locator(`[data-canvas] [data-step="${id}"]`);
  }

  async openList(): Promise<void> {
    await this.page
      .getByRole('navigation')
      .getByRole('link', { name: either('Flows', '业务流程') })
      .click();
    await expect(this.page.getByRole('heading', { name: either('Flows', '业务流程') })).toBeVisible();
  }

  async open(title: RegExp): Promise<void> {
    await this.openList();
    await this.page.getByRole('link', { name: title }).click();
    await expect(this.canvas).toBeVisible();
  }

  async tab(name: RegExp): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }

  /** Drags a component from the palette onto a step, a line, or the empty canvas. */
  async drag(component: string, onto: Locator): Promise<void> {
    const before = await this.page.locator('[data-canvas] [data-step]').count();
    const item = this.page.locator(`[data-component="${component}"]`);
    await item.scrollIntoViewIfNeeded();
    await item.dragTo(onto);
    await expect(this.page.locator('[data-canvas] [data-step]')).toHaveCount(before + 1);
  }

  /** Draws a line from a way on to a step by mouse. */
  async connect(from: string, port: string, to: string): Promise<void> {
    const source = this.step(from).locator(`[data-port="${port}"] .react-flow__handle`);
    const target = this.step(to).locator('.react-flow__handle.target');
    const [start, end] = [await centreOf(source), await centreOf(target)];
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 5 });
    await this.page.mouse.move(end.x, end.y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** A line is chosen by a click anywhere on it. */
  async chooseLine(id: string): Promise<void> {
    const line = this.page.locator(`.react-flow__edge[data-id="${id}"] path.react-flow__edge-path`);
    const at = await line.evaluate((element) => {
      const path = element as SVGPathElement;
      const middle = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM() ?? undefined);
      return { x: middle.x, y: middle.y };
    });
    await this.page.mouse.click(at.x, at.y);
  }

  async isSaved(): Promise<void> {
    await expect(this.page.locator('[data-save="saved"]')).toBeVisible();
  }

  async close(): Promise<void> {
    await this.#staff.close();
  }
}

async function centreOf(locator: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('It is not on the screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

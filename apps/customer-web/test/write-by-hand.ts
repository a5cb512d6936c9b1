import type { Page } from '@playwright/test';
import { SIGNATURE } from './step-scenes.ts';

/** Writes 王 on the pad, stroke by stroke, as a hand with a mouse does. */
export async function writeByHand(page: Page): Promise<void> {
  const pad = page.locator('[data-step=document] canvas');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (box === null) throw new Error('there is no pad');
  for (const points of SIGNATURE) {
    const at = points.map(({ x, y }) => [box.x + x * box.width, box.y + y * box.height] as const);
    const [first] = at;
    if (first === undefined) continue;
    await page.mouse.move(...first);
    await page.mouse.down();
    for (const point of at) await page.mouse.move(...point, { steps: 8 });
    await page.mouse.up();
  }
}

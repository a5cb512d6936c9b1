import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scenario, Stand } from './stand.ts';
import { screens } from './screens.ts';

/** `node test/take-screens.ts FOLDER [part of a name] [variant …]`: pictures of every screen, to be looked at. */
const [folder = 'screens', wanted = '', ...chosen] = process.argv.slice(2);
const VARIANTS = {
  'zh-light': { language: 'zh-CN', theme: 'light', width: 1440, height: 900 },
  'en-light': { language: 'en', theme: 'light', width: 1440, height: 900 },
  'zh-dark': { language: 'zh-CN', theme: 'dark', width: 1440, height: 900 },
  'en-dark': { language: 'en', theme: 'dark', width: 1440, height: 900 },
  'zh-1280': { language: 'zh-CN', theme: 'light', width: 1280, height: 720 },
  'en-1280': { language: 'en', theme: 'dark', width: 1280, height: 720 },
  'zh-390': { language: 'zh-CN', theme: 'light', width: 390, height: 844 },
  'en-390': { language: 'en', theme: 'dark', width: 390, height: 844 },
} as const;

const stand = await Stand.open();
await mkdir(folder, { recursive: true });
try {
  for (const [variant, options] of Object.entries(VARIANTS)) {
    if (chosen.length > 0 && !chosen.includes(variant)) continue;
    for (const screen of screens) {
      if (!screen.name.includes(wanted) || (options.width === 390 && screen.narrow !== true)) continue;
      stand.counter.scenario = scenario(screen.scenario());
      const context = await stand.context(options);
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of (4|5)\d\d/.test(message.text()))
          console.error(`${screen.name} ${variant}: ${message.text()}`);
      });
      page.on('pageerror', (error) => console.error(`${screen.name} ${variant}: ${error.message}`));
      try {
        await page.goto(stand.origin + screen.path);
        await page.locator('main, [data-state]').first().waitFor();
        await screen.act?.(page);
        await page.waitForTimeout(900);
      } catch (error) {
        console.error(`${screen.name} ${variant}: ${String(error).split('\n')[0]}`);
      }
      await page.screenshot({ path: join(folder, `${screen.name}.${variant}.png`) });
      await context.close();
    }
  }
} finally {
  await stand.close();
}

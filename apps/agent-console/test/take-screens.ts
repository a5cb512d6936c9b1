import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PageBrowser } from '@guichet/ui/testing/page-browser';
import { screens } from './screens.ts';
import { scenario, Stand } from './stand.ts';

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

const browser = await PageBrowser.start();
const stand = await Stand.open(browser.place);
await mkdir(folder, { recursive: true });
try {
  for (const [variant, look] of Object.entries(VARIANTS)) {
    if (chosen.length > 0 && !chosen.includes(variant)) continue;
    for (const screen of screens) {
      if (!screen.name.includes(wanted) || (look.width === 390 && screen.narrow !== true)) continue;
      const page = await stand.page(look);
      stand.counter.scenario = scenario(screen.scenario());
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of (4|5)\d\d/.test(message.text()))
          console.error(`${screen.name} ${variant}: ${message.text()}`);
      });
      page.on('pageerror', (error) => console.error(`${screen.name} ${variant}: ${error.message}`));
      try {
        await page.goto(stand.origin + screen.path);
        await page.locator('main, [data-state]').first().waitFor();
        await screen.act?.(page);
        await page.waitForTimeout(600);
      } catch (error) {
        console.error(`${screen.name} ${variant}: ${String(error).split('\n')[0]}`);
      }
      await page.screenshot({ path: join(folder, `${screen.name}.${variant}.png`) });
      page.removeAllListeners('console').removeAllListeners('pageerror');
      await stand.empty(page);
    }
  }
} finally {
  await stand.close();
  await browser.close();
}

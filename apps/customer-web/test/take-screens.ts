import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PageBrowser } from '@guichet/ui/testing/page-browser';
import { screens } from './screens.ts';
import { scenario, Stand } from './stand.ts';

/** `node test/take-screens.ts FOLDER [part of a name] [variant …]`: pictures of every screen, to be looked at. */
const [folder = 'screens', wanted = '', ...chosen] = process.argv.slice(2);
const phone = { width: 390, height: 844 };
const desktop = { width: 1440, height: 900 };
const VARIANTS = {
  'zh-phone': { language: 'zh-CN', theme: 'light', ...phone },
  'en-phone-dark': { language: 'en', theme: 'dark', ...phone },
  'zh-care': { language: 'zh-CN', theme: 'light', care: true, ...phone },
  'en-care-dark': { language: 'en', theme: 'dark', care: true, ...phone },
  'en-desktop': { language: 'en', theme: 'light', ...desktop },
  'zh-desktop-dark': { language: 'zh-CN', theme: 'dark', ...desktop },
  'en-320': { language: 'en', theme: 'light', width: 320, height: 568 },
  'zh-desktop-care': { language: 'zh-CN', theme: 'light', care: true, ...desktop },
} as const;

const browser = await PageBrowser.start();
const stand = await Stand.open(browser.place);
await mkdir(folder, { recursive: true });
try {
  for (const [variant, look] of Object.entries(VARIANTS)) {
    if (chosen.length > 0 && !chosen.includes(variant)) continue;
    for (const screen of screens) {
      if (!new RegExp(wanted).test(screen.name)) continue;
      const page = await stand.page(look);
      stand.counter.asked.length = 0;
      stand.counter.scenario = scenario(screen.scenario(look.language));
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of (4|5)\d\d/.test(message.text()))
          console.error(`${screen.name} ${variant}: ${message.text()}`);
      });
      page.on('pageerror', (error) => console.error(`${screen.name} ${variant}: ${error.message}`));
      try {
        await page.goto(stand.origin + (screen.path ?? '/'));
        await page.locator('main').first().waitFor();
        await screen.act?.(page, stand.counter);
        await page.waitForTimeout(500);
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

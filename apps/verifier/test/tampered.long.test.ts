import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BitFlips, PackageKit, receiptOf, STRATUM_NAMES } from '@guichet/evidence/testing';
import '@guichet/ui/testing/vitest-setup';
import { buildPage } from '@guichet/ui/testing/build-page';
import { type Browser, chromium, expect as expectPage, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

/** In each stratum. */
const FLIPS = 100;
const seed = Number(process.env['TAMPER_SEED'] ?? randomInt(2 ** 31));
const kit = new PackageKit();
const { endpoint, folder } = inject('pageBrowser');
const dist = join(folder, 'verifier');
const file = (name: string): string => join(kit.openssl.folder, name);

let browser: Browser;
let page: Page;
let bytes: Uint8Array;
beforeAll(async () => {
  browser = await chromium.connect(endpoint);
  await buildPage(join(import.meta.dirname, '..'), dist);
  const session = await kit.session({ chunks: 4, chunkBytes: 400 });
  bytes = await kit.package(session);
  kit.openssl.write('log.vkey', kit.logKey);
  kit.openssl.write('receipt.json', JSON.stringify(receiptOf(session)));
  kit.openssl.write('whole.asice', bytes);
  const context = await browser.newContext({ locale: 'en', offline: true, reducedMotion: 'reduce' });
  page = await context.newPage();
  await page.goto(`file://${join(dist, 'index.html')}`);
  await drop('whole.asice', 'root.pem', 'log.vkey', 'receipt.json');
  await expectPage(page.getByRole('heading', { name: 'Whole and unchanged' })).toBeVisible();
  console.info(`tampering with seed ${seed} (TAMPER_SEED repeats it)`);
});
afterAll(async () => {
  await browser?.close();
  kit.close();
});

const drop = (...names: string[]) => page.locator('input[type=file]').first().setInputFiles(names.map(file));

it.each(STRATUM_NAMES)(
  `the page finds and locates a bit changed in %s, ${FLIPS} times of ${FLIPS}`,
  { timeout: 300_000 },
  async (stratum) => {
    let count = 0;
    for (const { at, name, bytes: changed } of (await BitFlips.of(bytes, seed)).in(stratum, FLIPS)) {
      const shown = `${stratum.replaceAll(/\W/g, '-')}-${count++}.asice`;
      writeFileSync(file(shown), changed);
      await drop(shown);
      const refused = page.getByText(`${shown} is neither`);
      await expectPage(page.getByRole('heading', { name: shown }).or(refused)).toBeVisible();
      // Changed where it says that it is a package at all: nothing is said of what is in it.
      if (name === null && (await refused.count()) > 0) continue;
      await expectPage(page.locator('[data-outcome]')).toHaveCount(11);
      expect(await page.locator('[data-outcome=fail]').count(), `byte ${at}, seed ${seed}`).toBeGreaterThan(0);
      const places = await page.locator('.places li').allInnerTexts();
      const named = name === null ? places.length > 0 : places.some((place) => place.includes(name));
      expect(named, `byte ${at} of ${name}, seed ${seed}: ${places.join('; ')}`).toBe(true);
    }
  },
);

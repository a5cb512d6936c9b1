import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forgeries, PackageKit, type PackageParts, receiptOf } from '@guichet/evidence/testing';
import '@guichet/ui/testing/vitest-setup';
import { violationsOf } from '@guichet/ui/testing/accessibility';
import { buildPage } from '@guichet/ui/testing/build-page';
import { type Browser, chromium, expect as expectPage, type Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';

const kit = new PackageKit();
const { endpoint, folder } = inject('pageBrowser');
const dist = join(folder, 'verifier');
const file = (name: string): string => join(kit.openssl.folder, name);
/** Set, it names a folder that every screen is drawn into, to be looked at. */
const pictures = process.env['VERIFIER_PICTURES'];

let browser: Browser;
let page: Page;
let session: PackageParts;
let whole: Uint8Array;

beforeAll(async () => {
  browser = await chromium.connect(endpoint);
  await buildPage(join(import.meta.dirname, '..'), dist);
  session = await kit.session();
  whole = await kit.package(session);
  kit.openssl.write('session.asice', whole);
  kit.openssl.write('log.vkey', kit.logKey);
  kit.openssl.write('root.ext.txt', 'nothing of use');
  kit.openssl.write('receipt.json', JSON.stringify(receiptOf(session)));
  const changed = Uint8Array.from(whole);
  const chunk = Array.from(session.files).find(([path]) => path.endsWith('000003.chunk'));
  const at = Buffer.from(whole).indexOf(chunk?.[1] ?? new Uint8Array());
  changed[at] = (changed[at] ?? 0) ^ 1;
  writeFileSync(file('changed.asice'), changed);
});
afterEach(() => page.context().close());
afterAll(async () => {
  await browser.close();
  kit.close();
});

interface Look {
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
}

/** The page as it is handed on: one file, opened from a disk, with no network at all. */
async function open({ locale = 'en', colorScheme = 'light', width = 1024 }: Look = {}): Promise<void> {
  const context = await browser.newContext({
    locale,
    colorScheme,
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
    offline: true,
  });
  page = await context.newPage();
  await page.goto(`file://${join(dist, 'index.html')}`);
}

const drop = (...names: string[]) => page.locator('input[type=file]').first().setInputFiles(names.map(file));
const trusted = ['root.pem', 'log.vkey', 'receipt.json'];

async function draw(name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

describe('the verifier’s page', () => {
  it('says that a package is whole, down to the customer’s receipt, without asking anybody', async () => {
    await open();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await draw('empty');
    await drop('session.asice', ...trusted);
    await expectPage(page.getByRole('heading', { name: 'Whole and unchanged' })).toBeVisible();
    await expectPage(page.locator('[data-outcome=pass]')).toHaveCount(11);
    expect(asked).toEqual([]);
    await expectPage(
      page.getByText('without an end before: the end of the contract; TEST-1 v1 (law, not checked against its text)'),
    ).toBeVisible();
    await draw('genuine');
  });

  it('names the chunk that was changed, and the time that is concerned', async () => {
    await open();
    await drop('changed.asice', ...trusted);
    await expectPage(page.getByRole('heading', { name: 'Changed after it was sealed' })).toBeVisible();
    await expectPage(page.getByText(/000003\.chunk, chunk 3, \d{4}-.*, byte \d+ of the package: the content was changed/)).toBeVisible();
    await expectPage(page.getByText('5 / 6')).toBeVisible();
    await draw('changed');
  });

  it('finds whatever was done to a package, and says where', async () => {
    await open();
    for (const { name, bytes: forged, told } of await forgeries(kit, session, whole)) {
      writeFileSync(file(`${name}.asice`), forged);
      await page.reload();
      await drop(`${name}.asice`, ...trusted);
      await expectPage(page.locator('[data-outcome=fail]').first(), name).toBeVisible();
      await expectPage(page.getByText(told).first(), name).toBeVisible();
    }
  });

  it('says that nobody vouches for the signer until the reader says whom they trust', async () => {
    await open();
    await drop('session.asice');
    await expectPage(page.getByRole('heading', { name: 'Unchanged, signer not confirmed' })).toBeVisible();
    await draw('unconfirmed');
    await page.locator('input[type=file]').last().setInputFiles(file('root.pem'));
    await expectPage(page.getByRole('heading', { name: 'Whole and unchanged' })).toBeVisible();
  });

  it('says what a file is not, and leaves it aside', async () => {
    await open();
    await drop('session.asice', 'root.ext.txt');
    await expectPage(page.getByText('root.ext.txt is neither')).toBeVisible();
    await drop('root.key');
    await expectPage(page.getByText('root.key is neither')).toBeVisible();
  });

  it('verifies what is dropped onto it', async () => {
    await open();
    const bytes = Array.from(kit.openssl.read('session.asice'));
    const transfer = await page.evaluateHandle((content) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(content)], 'dropped.asice'));
      return data;
    }, bytes);
    await page.dispatchEvent('.page', 'drop', { dataTransfer: transfer });
    await expectPage(page.getByRole('heading', { name: 'dropped.asice' })).toBeVisible();
    await expectPage(page.getByRole('heading', { name: 'Unchanged, signer not confirmed' })).toBeVisible();
  });

  it.each([
    { locale: 'zh-CN', colorScheme: 'light', width: 360 },
    { locale: 'zh-CN', colorScheme: 'dark', width: 1024 },
    { locale: 'en', colorScheme: 'dark', width: 390 },
  ] as const)('can be read by everybody: $locale, $colorScheme, $width px', async (look) => {
    await open(look);
    expect(await violationsOf(page)).toEqual([]);
    for (const name of ['session.asice', 'changed.asice']) {
      await drop(name, ...trusted);
      await expectPage(page.locator('.verdict')).toBeVisible();
      await expectPage(page.getByRole('heading', { name })).toBeVisible();
      await expectPage(page.locator('[data-outcome]')).toHaveCount(11);
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width);
      await draw(`${name}-${look.locale}-${look.colorScheme}-${look.width}`);
    }
  });
});

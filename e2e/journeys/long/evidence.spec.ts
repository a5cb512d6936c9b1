import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Download, Page } from '@playwright/test';
import { z } from 'zod';
import { launchChromium } from '../../kit/chromium.ts';
import { CustomerPage, waitForRemotePicture } from '../../kit/customer-page.ts';
import { newestRecording } from '../../kit/recording-list.ts';
import { runTool } from '../../kit/run-tool.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { expect, picture, test } from '../fixtures.ts';

test.describe.configure({ timeout: 300_000 });

const GUICHET = fileURLToPath(new URL('../../../scripts/run.mjs', import.meta.url));
/** Heads are signed every ten seconds. */
const CALL_MS = 22_000;
const Report = z.object({ verdict: z.string(), checks: z.array(z.object({ id: z.string(), outcome: z.string() })) });

test('a customer takes a receipt home, a reviewer a package: both fit together for whoever verifies them offline, and no changed one passes', async ({
  installation,
  sources,
}, info) => {
  const { urls } = installation.running;
  const fakes = ({ files }: typeof sources.customer) => ({ fakeVideoPath: files.videoPath, fakeAudioPath: files.audioPath });
  const at = (name: string): string => info.outputPath(name);
  const keep = async (download: Download, name: string): Promise<string> => {
    await download.saveAs(at(name));
    return at(name);
  };

  const agent = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent'), ...fakes(sources.agent) });
  await agent.goIdle();
  const customer = await CustomerPage.open({ url: urls.customer, ...fakes(sources.customer) });
  await customer.chooseService();
  await customer.queue();
  await agent.acceptOffer();
  await Promise.all([waitForRemotePicture(customer.page), waitForRemotePicture(agent.page)]);
  await expect(customer.page.locator('[data-recording=recording]')).toBeVisible();
  await agent.page.waitForTimeout(CALL_MS); // the call itself: what is looked at is what was signed in it
  await agent.endCall();
  const save = customer.page.getByRole('button', { name: 'Save the receipt' });
  await expect(save).toBeVisible();
  await picture(info, 'receipt', customer.page);
  const receipt = await keep(await downloadOf(customer.page, () => save.click()), 'receipt.json');
  expect(JSON.parse(await readFile(receipt, 'utf8'))).toMatchObject({ heads: expect.arrayContaining([expect.any(String)]) });
  await agent.wrapUp('Asked about the product.');
  await expect(agent.page.getByText('Ready for the next customer')).toBeVisible();
  const recordingId = await newestRecording(agent.page);
  await Promise.all([agent.close(), customer.close()]);

  const reviewer = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('reviewer'), watchCapture: false });
  const { page } = reviewer;
  await page.goto(`${urls.console}recordings/${recordingId}`);
  await page.getByRole('button', { name: 'Evidence' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Signed, time-stamped, and entered in the log of seals.')).toBeVisible({ timeout: 60_000 });
  const verifier = await keep(
    await downloadOf(page, () => dialog.getByRole('link', { name: 'Download the page that verifies' }).click()),
    'verifier.html',
  );
  await dialog.getByRole('radio', { name: 'Dispute or complaint' }).check();
  await dialog.getByRole('button', { name: 'Make the package' }).click();
  const fetchIt = dialog.getByRole('button', { name: 'Download', exact: true });
  await expect(fetchIt).toBeVisible({ timeout: 60_000 });
  await picture(info, 'package', page);
  const whole = await keep(await downloadOf(page, () => fetchIt.click()), 'session.asice');
  await reviewer.close();

  // In a bank, from where these are published.
  const trust = await fetch(new URL('/v1/evidence/trust', urls.customer)).then((reply) => reply.json() as Promise<Record<string, string>>);
  await writeFile(at('bank.pem'), trust['certificates'] ?? '');
  await writeFile(at('bank.vkey'), trust['logKey'] ?? '');
  const changed = at('changed.asice');
  const bytes = await readFile(whole);
  const middle = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  await writeFile(changed, bytes);

  const options = ['--trust', at('bank.pem'), '--log-key', at('bank.vkey'), '--receipt', receipt, '--json'];
  const report = Report.parse(JSON.parse(await runTool(process.execPath, [GUICHET, 'guichet', 'verify', whole, ...options], 60_000)));
  expect(report.checks.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
  expect(report.verdict).toBe('genuine');
  await expect(runTool(process.execPath, [GUICHET, 'guichet', 'verify', changed, ...options], 60_000)).rejects.toMatchObject({ code: 1 });

  const elsewhere = await launchChromium({ viewport: { width: 1024, height: 900 }, locale: 'en' });
  try {
    await elsewhere.context.setOffline(true);
    const reader = await elsewhere.context.newPage();
    await reader.goto(`file://${verifier}`);
    const drop = (...files: string[]) => reader.locator('input[type=file]').first().setInputFiles(files);
    await drop(whole, at('bank.pem'), at('bank.vkey'), receipt);
    await expect(reader.getByRole('heading', { name: 'Whole and unchanged' })).toBeVisible();
    await expect(reader.locator('[data-outcome=pass]')).toHaveCount(11);
    await picture(info, 'genuine', reader);
    await drop(changed);
    await expect(reader.getByRole('heading', { name: 'Changed after it was sealed' })).toBeVisible();
    await picture(info, 'changed', reader);
  } finally {
    await elsewhere.close();
  }
});

async function downloadOf(page: Page, act: () => Promise<unknown>): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return download;
}

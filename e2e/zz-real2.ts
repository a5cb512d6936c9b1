import { CustomerPage } from './kit/customer-page.ts';
import { Installation } from './kit/installation.ts';
import { StaffPage } from './kit/staff-page.ts';
const shot = (page: import('@playwright/test').Page, name: string) => page.screenshot({ path: `/tmp/real/r2-${name}.png` });
const t0 = Date.now();
const log = (...a: unknown[]) => console.log(((Date.now() - t0) / 1000).toFixed(1), ...a);
const installation = await Installation.start();
log('up');
const open: { close(): Promise<void> }[] = [];
try {
  const { urls } = installation.running;
  const agent = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent') });
  open.push(agent);
  const page = agent.page;
  page.on('console', (m) => m.type() === 'error' && log('agent console', m.text()));
  await agent.goIdle();
  const customer = await CustomerPage.open({ url: urls.customer });
  open.push(customer);
  await customer.chooseService();
  await customer.queue();
  await agent.acceptOffer();
  const live = () => page.locator('[data-stage] figure[data-tile=live]').first().waitFor({ timeout: 30_000 });
  await live();
  await page.locator('[data-recording=recording]').first().waitFor({ timeout: 30_000 });
  await page.waitForTimeout(3000);
  let t = Date.now();
  await page.reload();
  await live();
  log('after reload live', Date.now() - t);
  await page.waitForTimeout(3000);
  await shot(page, '1-reloaded');
  // second tab
  const tab = await agent.context.newPage();
  t = Date.now();
  await tab.goto(urls.console + 'desk');
  await tab.locator('[data-stage] figure[data-tile=live]').first().waitFor({ timeout: 30_000 });
  log('second tab live', Date.now() - t);
  await shot(page, '2-old-tab');
  await tab.waitForTimeout(1500);
  await shot(tab, '3-new-tab');
  await page.bringToFront();
  await page.getByRole('button', { name: 'Work here' }).click();
  await live();
  log('taken back');
  await tab.close();
  await page.waitForTimeout(1500);
  await shot(page, '4-back');
  // camera level for the audio of the customer
  log('sound', await page.evaluate(() => document.querySelectorAll('audio').length));
  // customer away
  await customer.context.setOffline(true);
  t = Date.now();
  await page.locator('[data-tile=gone], [data-tile=frozen]').first().waitFor({ timeout: 60_000 });
  log('gone after', Date.now() - t, await page.locator('[data-recording]').first().innerText());
  await page.waitForTimeout(6000);
  await shot(page, '5-gone');
  await customer.context.setOffline(false);
  await live();
  await page.waitForTimeout(4000);
  await shot(page, '6-again');
  await customer.page.close();
  await page.waitForTimeout(9000);
  await shot(page, '7-closed');
  log('status', await page.locator('[data-recording]').first().innerText(), '|', await page.locator('[data-banner]').allInnerTexts());
  await agent.endCall();
  await page.getByRole('button', { name: 'Save and go on' }).waitFor();
  await agent.wrapUp('left');
  await page.getByText('Ready for the next').waitFor();
  log('done');
} catch (error) {
  log('FAILED', String(error).slice(0, 900));
  for (const each of open) if ('page' in each) await shot((each as StaffPage).page, `failed-${open.indexOf(each)}`).catch(() => undefined);
} finally {
  for (const each of open) await each.close().catch(() => undefined);
  await installation.close();
}
process.exit(0);

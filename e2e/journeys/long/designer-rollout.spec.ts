import type { BrowserContext } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import { z } from 'zod';
import { CustomerPage, waitForRemotePicture } from '../../kit/customer-page.ts';
import { DesignerPage } from '../../kit/designer-page.ts';
import { AgentConversation } from '../../kit/flow-steps/index.ts';
import type { Installation } from '../../kit/installation.ts';
import { callEntry, edge, flowStaff, runEverywhere, text } from '../../kit/own-flow.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { StepPictures } from '../../kit/step-pictures.ts';
import { expect, test } from '../fixtures.ts';

test.describe.configure({ timeout: 600_000 });

const KEY = 'rolled-out';
const ENTRY = callEntry('talk', 'no');
const flow = {
  formatVersion: 1,
  channel: 'remote',
  product: 'account',
  roles: ['customer', 'agent'],
  key: KEY,
  title: text('账户咨询', 'A question about an account'),
  summary: text('先问后办。', 'Asked first, done then.'),
  start: 'notice',
  nodes: [
    ...ENTRY.nodes,
    { id: 'talk', type: 'conversation', title: text('咨询', 'The question') },
    { id: 'completed', type: 'end', config: { outcome: 'completed', endSession: true } },
    { id: 'no', type: 'end', config: { outcome: 'refused' } },
  ],
  edges: [...ENTRY.edges, edge('talk', 'done', 'completed')],
};

const Options = z.object({ serviceTypes: z.array(z.object({ id: z.string() })) });
const Positions = z.object({ runs: z.array(z.object({ sessionId: z.string() })) });

/** An anonymous customer's device, that has not opened the page yet. */
async function enter(installation: Installation): Promise<{ readonly cookie: string; readonly sessionId: string }> {
  const { origin } = new URL(installation.running.urls.customer);
  const { serviceTypes } = Options.parse(await (await fetch(`${origin}/v1/entry`)).json());
  const done = await fetch(`${origin}/v1/entry/anonymous`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ serviceTypeId: serviceTypes[0]?.id, language: 'zh-CN' }),
  });
  if (!done.ok) throw new Error(`A customer was not let in: ${await done.text()}`);
  const cookie = done.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  installation.privateValues.noteCookies(cookie);
  return { cookie, sessionId: z.object({ sessionId: z.string() }).parse(await done.json()).sessionId };
}

async function takeOver(context: BrowserContext, url: string, cookie: string): Promise<void> {
  const [name = '', value = ''] = cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Strict' }]);
}

test('a second version comes to half of the sessions and is taken back while a session runs on the first; both are run to their end', async ({
  installation,
  sources,
}) => {
  const pictures = await StepPictures.into('designer-rollout');
  await runEverywhere(installation, flow);
  const ask = await flowStaff(installation, 'designer');
  const running = async (version: number): Promise<readonly string[]> =>
    Positions.parse(await ask('GET', `/v1/flows/${KEY}/versions/${version}/positions`)).runs.map(({ sessionId }) => sessionId);
  const { urls } = installation.running;
  const fakes = ({ files }: typeof sources.customer) => ({ fakeVideoPath: files.videoPath, fakeAudioPath: files.audioPath });
  const agent = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent'), ...fakes(sources.agent) });
  await agent.goIdle();
  const first = await CustomerPage.open({ url: urls.customer, ...fakes(sources.customer) });
  await first.chooseService();
  await first.queue();
  await agent.acceptOffer();
  const talk = new AgentConversation(agent.page);
  await talk.isOpen();
  await expect(agent.page.getByRole('article', { name: /^(The question|咨询)$/ })).toBeVisible();

  // The second version is made by hand: another title, and a note for whoever looks at it.
  const designer = await DesignerPage.signIn(installation, 'designer', 'zh-CN');
  const { page } = designer;
  await designer.open(/账户咨询/);
  await designer.step('talk').click();
  const titles = page.locator('[data-panel="node"] fieldset').filter({ hasText: '步骤名称' }).getByRole('textbox');
  await titles.nth(0).fill('咨询与确认');
  await titles.nth(1).fill('Question and confirmation');
  await designer.canvas.focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.keyboard.type('问完要请客户确认。');
  await page.keyboard.press('Escape');
  await designer.isSaved();
  await page.getByRole('button', { name: '提交复核' }).click();
  await expect(page.locator('[data-strip]').getByText('复核中')).toBeVisible();

  const approver = await DesignerPage.signIn(installation, 'admin', 'en');
  await approver.open(/A question about an account/);
  await approver.page.getByRole('link', { name: 'Look at the changes' }).click();
  await approver.page.getByRole('button', { name: 'Approve and publish' }).click();
  await approver.page.locator('[data-reason]').fill('Half of the sessions first.');
  await approver.page.getByRole('button', { name: /Approve, 50 % first/ }).click();
  await expect(approver.page.locator('[data-rollout="50"]')).toBeVisible();
  await expect(approver.page.locator('[data-comment]')).toHaveText(/问完要请客户确认/);

  // Where a session falls is known when it begins: the next one that gets the new version is served.
  let second: Awaited<ReturnType<typeof enter>> | null = null;
  for (let entered = 0; entered < 9 && second === null; entered++) {
    const customer = await enter(installation);
    if ((await running(2)).includes(customer.sessionId)) second = customer;
  }
  if (second === null) throw new Error('None of 9 sessions got the new version');
  await approver.page.getByRole('button', { name: 'Sessions now' }).click();
  await expect(approver.page.locator('[data-positions]')).toBeVisible();
  await approver.page
    .locator('[data-positions] select')
    .first()
    .selectOption({ label: 'v1' })
    .catch(() => undefined);
  await pictures.take('positions', { en: approver.page });
  await approver.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

  await approver.page.getByRole('button', { name: 'Adjust rollout' }).click();
  await approver.page.getByRole('dialog').locator('[data-percent]').fill('60');
  await approver.page.locator('[data-reason]').fill('Nothing was wrong so far.');
  await pictures.take('adjust', { en: approver.page });
  await approver.page.getByRole('dialog').getByRole('button', { name: 'Adjust', exact: true }).click();
  await expect(approver.page.locator('[data-rollout="60"]')).toBeVisible();

  await approver.page.getByRole('button', { name: 'Roll back' }).click();
  const dialog = approver.page.getByRole('dialog');
  await dialog.locator('textarea').fill('Customers ask what there is to confirm.');
  await pictures.take('rollBack', { en: approver.page });
  await dialog.getByRole('button', { name: /Roll back/ }).click();
  await expect(approver.page.locator('[data-rollout]')).toHaveCount(0);
  expect(await running(2), 'whoever began with it stays on it').toContain(second.sessionId);

  // The first goes on as it began, to its end.
  await expect(agent.page.getByRole('article', { name: /^(The question|咨询)$/ })).toBeVisible();
  await talk.finish();
  await expect(first.page.getByRole('heading', { name: /^(All done|办理完成)$/ })).toBeVisible({ timeout: 60_000 });
  await agent.wrapUp('Asked and answered.');
  await agent.isIdle();

  // The second as well: on the version that nobody gets any more.
  const late = await CustomerPage.open({ url: 'about:blank', ...fakes(sources.guest) });
  await takeOver(late.context, urls.customer, second.cookie);
  await late.page.goto(urls.customer);
  await late.queue();
  await agent.acceptOffer();
  await Promise.all([waitForRemotePicture(late.page, 40_000), waitForRemotePicture(agent.page, 40_000)]);
  await expect(agent.page.getByRole('article', { name: /^(Question and confirmation|咨询与确认)$/ })).toBeVisible();
  await talk.finish();
  await expect(late.page.getByRole('heading', { name: /^(All done|办理完成)$/ })).toBeVisible({ timeout: 60_000 });
  await agent.wrapUp('On the version that was taken back.');

  // What the first would have been with the second version.
  await approver.page.reload();
  await approver.page.getByRole('button', { name: 'Past runs' }).click();
  await approver.page.getByRole('button', { name: 'Run again' }).click();
  await expect(approver.page.locator('[data-replayed]')).toBeVisible({ timeout: 60_000 });
  await pictures.take('replays', { en: approver.page });
  await approver.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await approver.page.getByRole('button', { name: 'History' }).click();
  await expect(approver.page.getByText('Customers ask what there is to confirm.')).toBeVisible();
  await pictures.take('history', { en: approver.page });
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const each of [approver.page, page]) {
      await each.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { violations } = await new AxeBuilder({ page: each })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
    }
  }
  await Promise.all([agent.close(), first.close(), late.close(), designer.close(), approver.close()]);
});

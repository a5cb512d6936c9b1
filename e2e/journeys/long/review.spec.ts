import { RecordingId, RectificationId } from '@guichet/protocol';
import { z } from 'zod';
import { either } from '../../kit/either.ts';
import { AgentForm, AgentTask, CustomerForm } from '../../kit/flow-steps/index.ts';
import type { Installation } from '../../kit/installation.ts';
import { postJson } from '../../kit/post-json.ts';
import { allRecordings, newestRecording } from '../../kit/recording-list.ts';
import { ReviewerPage } from '../../kit/reviewer-page.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { StepPictures } from '../../kit/step-pictures.ts';
import { until } from '../../kit/until.ts';
import { expect, test } from '../fixtures.ts';
import { FlowDesk } from './flow-desk.ts';

test.describe.configure({ timeout: 600_000 });

const RECTIFY = /^(Rectify|整改)$/;
const FLOW = 'video-counter';

test('a reviewer finds a session, replays it and decides; a second one decides blind; what was wrong is recorded anew', async ({
  installation,
  sources,
}) => {
  await sampleEverything(installation);
  const desk = await FlowDesk.open({ installation, flow: FLOW, sources, name: 'review-call' });
  try {
    await recordAccountOpening(desk);
  } finally {
    await desk.close();
  }

  const pictures = await StepPictures.into('review');
  const [first, second] = await Promise.all([
    ReviewerPage.signIn(installation, installation.login('reviewer', 0), 'zh-CN'),
    ReviewerPage.signIn(installation, installation.login('reviewer', 1), 'en'),
  ]);
  try {
    await first.findByName(desk.person.name);
    await pictures.take('search', { zh: first.page });
    await first.openFound();
    await first.isInspected();
    const recordingId = await newestRecording(first.page);
    expect(first.page.url()).toContain(recordingId);
    const { rule } = await first.jumpByRule();
    process.stdout.write(`review: jumped by ${rule}\n`);
    await pictures.take('timeline', { zh: first.page });

    const before = await first.figures();
    await pictures.take('figures-before', { zh: first.page });
    await first.openReplay(recordingId);
    await first.openReview();
    await first.take();
    await first.say({ decision: RECTIFY, reason: '开场白没有逐条读完，请补录。' });
    await pictures.take('deciding', { zh: first.page });
    await first.decide();
    await expect(first.page.getByText(/双人盲审/).first()).toBeVisible();
    // One has decided: nothing of it counts yet.
    expect(await decisionsIn(first)).toEqual(expect.stringContaining('0'));

    await assignAndFree(installation, pictures);
    await second.openQueue();
    await pictures.take('queue', { en: second.page });
    await second.page.locator('tbody').getByRole('link').first().click();
    await expect(second.page.getByText('has decided')).toBeVisible();
    await expect(second.page.locator('article')).toHaveCount(0);
    await expect(second.page.getByText('开场白没有逐条读完')).toHaveCount(0);
    await second.take();
    await pictures.take('blind', { en: second.page });
    await second.say({ decision: RECTIFY, reason: 'The opening lines were ticked faster than they can be read.' });
    await second.decide();
    // Both are in: each may read the other.
    await expect(second.page.locator('article')).toHaveCount(2);
    await expect(second.page.getByText('开场白没有逐条读完')).toBeVisible();
    await second.askToRectify();
    await pictures.take('rectification', { en: second.page });

    const after = await first.figures();
    expect(after).not.toEqual(before);
    expect(JSON.stringify(after)).toMatch(/整改 ?1/);
    await pictures.take('figures-after', { zh: first.page });
    await second.openFigures();
    await pictures.take('figures-after', { en: second.page });
    // Everything was recorded by one agent.
    await second.page.getByLabel('Agent', { exact: true }).selectOption({ label: 'Lin Jing' });
    await expect(second.page.getByText('of 1 recording')).toBeVisible();

    const entry = { url: await openRectification(installation), person: desk.person };
    const again = await FlowDesk.open({ installation, flow: FLOW, sources, name: 'review-call-again', entry });
    try {
      await recordAccountOpening(again);
    } finally {
      await again.close();
    }
    await until('the follow-up is recorded beside the first', async () => (await allRecordings(first.page)).length === 2, 60_000);
    const followUp = RecordingId.parse((await allRecordings(first.page)).find((id) => id !== recordingId));
    await first.openReplay(followUp);
    await first.isInspected();
    await first.openReview();
    await expect(first.page.locator('[data-linked="review.follows"] a')).toHaveAttribute('href', new RegExp(recordingId));
    await pictures.take('follow-up', { zh: first.page });
    // The first one is kept as it was, and leads to the second.
    await second.openReplay(recordingId);
    await second.openReview();
    await expect(second.page.locator('[data-linked="review.followUp"] a')).toHaveAttribute('href', new RegExp(followUp));
    await pictures.take('first-one', { en: second.page });
    await second.jumpByRule();
    await pictures.take('timeline', { en: second.page });
    await second.findByName(desk.person.name, 2);
    await pictures.take('search', { en: second.page });
    await onPhone(second, pictures);
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
});

/** Everything is looked at by two from now on, as an administrator says it on the page. */
async function sampleEverything(installation: Installation): Promise<void> {
  const { urls } = installation.running;
  const admin = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('admin'), watchCapture: false });
  try {
    await admin.page.getByRole('link', { name: 'Sampling and teams' }).click();
    await admin.page.getByRole('button', { name: 'Change “A share of everything”' }).click();
    const dialog = admin.page.getByRole('dialog');
    await dialog.getByLabel('Share in percent').fill('100');
    await dialog.getByLabel('Two people decide, without knowing of each other').check();
    const pictures = await StepPictures.into('review-sampling');
    await pictures.take('rule', { en: admin.page });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(admin.page.locator('tr').filter({ hasText: 'A share of everything' })).toContainText('100 %');
    const team = admin.page.getByLabel(/^Team of .*(林静|Lin Jing)/);
    await team.fill('Counter');
    await team.press('Enter');
    await expect(admin.page.getByText(/: kept\.$/)).toBeVisible();
    await pictures.take('page', { en: admin.page });
  } finally {
    await admin.close();
  }
}

/** Script, identity, form, document, a second person's word: something for every lane. */
async function recordAccountOpening(desk: FlowDesk): Promise<void> {
  const { installation, agent, customer } = desk;
  await desk.meetAgent();
  await desk.read('opening');
  const messages = customer.page.getByRole('button', { name: 'Messages' });
  await messages.click();
  await customer.page.getByLabel('Write a message').fill('Is this the right card?');
  await customer.page.getByRole('button', { name: 'Send' }).click();
  await expect(agent.page.getByText('Is this the right card?').first()).toBeVisible();
  await messages.click();
  await desk.identify();
  await desk.answer('wish', either('For my own use', '本人使用'));
  const form = { phone: new CustomerForm(customer.page), console: new AgentForm(agent.page) };
  await Promise.all([form.phone.isOpen(), form.console.isOpen()]);
  await form.phone.choose('accountClass', /^(Class II|II 类账户)$/);
  await form.phone.write('bound', '6217000010001234');
  await form.phone.write('phone', '13900000000');
  await form.phone.choose('occupation', either('Employee', '企业职工'));
  await form.phone.choose('taxResidency', either('In China only', '仅为中国'));
  await form.console.holds('bound', '6217000010001234', 'customer');
  await form.phone.handIn();
  await desk.document('sign');
  const { urls } = installation.running;
  const checker = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('supervisor'), watchCapture: false });
  try {
    const task = new AgentTask(agent.page);
    await task.isOpen();
    await task.submit();
    await checker.page.getByRole('link', { name: /^(To be checked|待复核)$/ }).click();
    const decision = new AgentTask(checker.page);
    await decision.isOpen();
    await decision.decide(/^(Approve|批准)/);
    await decision.isOver();
  } finally {
    await checker.close();
  }
  await desk.talk('farewell');
  await desk.isDone();
  await desk.wrapUp('Opened.');
}

/** A supervisor of another team gives the free seat to somebody, and frees it again. */
async function assignAndFree(installation: Installation, pictures: StepPictures): Promise<void> {
  const { urls } = installation.running;
  for (const locale of ['zh-CN', 'en'] as const) {
    const login = installation.login('supervisor');
    const supervisor = await StaffPage.signIn({ consoleUrl: urls.console, login, locale, watchCapture: false });
    try {
      const { page } = supervisor;
      await page.goto(`${urls.console}assignments`);
      const seat = page.locator('tbody select');
      await expect(seat).toHaveCount(1);
      await seat.focus();
      await expect(seat.locator('option').nth(1)).toBeAttached();
      await seat.selectOption({ index: 1 });
      await expect(seat).not.toHaveValue('');
      await expect(page.getByText(/^(Kept\.|已保存。)$/).first()).toBeVisible();
      await pictures.take('assignments', { [locale]: page });
      await seat.selectOption('');
      await expect(seat).toHaveValue('');
    } finally {
      await supervisor.close();
    }
  }
}

const decisionsIn = async (reviewer: ReviewerPage): Promise<string> =>
  Object.entries(await reviewer.figures()).find(([name]) => /^(Agreement of two|双人一致性)/.test(name))?.[1] ?? '';

/** What the bank's own system does once it was told: asks for the customer's new link. */
async function openRectification({ running, privateValues }: Installation): Promise<string> {
  const origin = new URL(running.urls.customer).origin;
  const headers = { authorization: `Bearer ${running.apiKey}` };
  const listed = await (await fetch(`${origin}/v1/rectifications`, { headers })).json();
  const { rectifications } = z.object({ rectifications: z.array(z.object({ rectificationId: RectificationId })) }).parse(listed);
  expect(rectifications).toHaveLength(1);
  const opened = await postJson(`${origin}/v1/rectifications/${rectifications[0]?.rectificationId}/session`, {}, { headers });
  const { entryUrl } = z.object({ entryUrl: z.url() }).parse(opened.reply);
  privateValues.note("entry link's secret", new URL(entryUrl).hash.slice('#e='.length));
  return entryUrl;
}

/** The same pages on a phone. */
async function onPhone(reviewer: ReviewerPage, pictures: StepPictures): Promise<void> {
  await reviewer.page.setViewportSize({ width: 390, height: 844 });
  await pictures.take('search-390', { en: reviewer.page });
  await reviewer.openFigures();
  await pictures.take('figures-390', { en: reviewer.page });
  await reviewer.openQueue();
  await pictures.take('queue-390', { en: reviewer.page });
  await reviewer.openReplay(await newestRecording(reviewer.page));
  await pictures.take('timeline-390', { en: reviewer.page });
}

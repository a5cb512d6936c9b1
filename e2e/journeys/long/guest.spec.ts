import { CustomerPage, waitForRemotePicture } from '../../kit/customer-page.ts';
import { either } from '../../kit/either.ts';
import { findBeeps, findFlashes } from '../../kit/flash-beep.ts';
import { AgentForm, AgentInvite, CustomerForm } from '../../kit/flow-steps/index.ts';
import { GuestPage } from '../../kit/guest-page.ts';
import { callEntry, edge, runEverywhere, text } from '../../kit/own-flow.ts';
import { recordedCall } from '../../kit/recorded-call.ts';
import { newestRecording, recordedParties } from '../../kit/recording-list.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { StepPictures } from '../../kit/step-pictures.ts';
import { expect, test } from '../fixtures.ts';

/** Long enough for a few flashes of everybody together. */
const TOGETHER_MS = 6_000;

const ENTRY = callEntry('ask', 'no');

/** The spouse is asked in, says in a form how they are related, and the two go on talking. */
const FLOW = {
  formatVersion: 1,
  key: 'with-a-spouse',
  title: text('配偶共同确认', 'Confirmed by the spouse'),
  summary: text('邀请配偶加入并确认。', 'The spouse is asked in and confirms.'),
  channel: 'remote',
  product: 'account',
  roles: ['customer', 'agent', 'guest'],
  variables: [],
  start: 'notice',
  nodes: [
    ...ENTRY.nodes,
    { id: 'ask', type: 'invite', config: { role: 'spouse', title: text('请配偶一同确认', 'The spouse confirms as well') } },
    {
      id: 'relation',
      type: 'form',
      config: {
        title: text('关系确认', 'How you are related'),
        fields: [
          { key: 'since', title: text('结婚年份', 'Married since'), type: 'text', editableBy: ['guest'], visibleTo: ['guest', 'agent'] },
        ],
        submitBy: ['guest'],
      },
    },
    { id: 'farewell', type: 'conversation' },
    { id: 'completed', type: 'end', config: { outcome: 'completed' } },
    { id: 'no', type: 'end', config: { outcome: 'refused' } },
  ],
  edges: [
    ...ENTRY.edges,
    edge('ask', 'joined', 'relation'),
    edge('ask', 'declined', 'farewell'),
    edge('relation', 'done', 'farewell'),
    edge('farewell', 'done', 'completed'),
  ],
};

test('a guest joins by link, agrees, is recorded, fills in a form, leaves and comes back; a forwarded link lets nobody in', async ({
  installation,
  sources,
}) => {
  await runEverywhere(installation, FLOW);
  const { urls, dataDir } = installation.running;
  const fakes = ({ files }: typeof sources.customer) => ({ fakeVideoPath: files.videoPath, fakeAudioPath: files.audioPath });
  const agent = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent'), ...fakes(sources.agent) });
  await agent.goIdle();
  const customer = await CustomerPage.open({ url: urls.customer, ...fakes(sources.customer) });
  await customer.chooseService();
  await customer.queue();
  await agent.acceptOffer();
  await Promise.all([waitForRemotePicture(customer.page), waitForRemotePicture(agent.page)]);

  const pictures = await StepPictures.into('guest');
  const link = await new AgentInvite(agent.page).invite('李华');
  await expect(agent.page.locator('[data-guest=invited]')).toBeVisible();
  await agent.page.getByText('Show as a QR code').click();
  await expect(agent.page.locator('[data-link-code]')).toBeVisible();

  const guest = await GuestPage.open({ link, locale: 'zh-CN', ...fakes(sources.guest) });
  await expect(guest.page.getByRole('checkbox').first()).toBeVisible();
  // The secret left the address bar before anything else happened.
  expect(guest.page.url()).not.toContain('g=');
  await pictures.take('notice', { guest: guest.page, console: agent.page });
  const stranger = await GuestPage.open({ link });
  await expect(stranger.page.getByText('This link has already been used')).toBeVisible();
  await stranger.close();
  await expect(agent.page.locator('[data-guest=opened]')).toBeVisible();
  // Loaded again without the link, the page is the guest's still.
  await guest.page.reload();
  await guest.acceptNotice();
  await expect(guest.page.getByRole('button', { name: either('Turn on camera and microphone', '打开摄像头和麦克风') })).toBeVisible();
  await pictures.take('check', { guest: guest.page });
  await guest.passCheck();
  await expect(agent.page.locator('[data-guest=in_call]')).toBeVisible();
  await waitForRemotePicture(guest.page);
  for (const { page } of [agent, customer, guest]) await expect.poll(() => livePictures(page)).toBe(3);

  const form = new CustomerForm(guest.page);
  await form.write('since', '2009');
  await new AgentForm(agent.page).holds('since', '2009', 'guest');
  await guest.page.waitForTimeout(TOGETHER_MS); // the three of them: what is looked at is what was recorded of it
  await pictures.take('together', { guest: guest.page, phone: customer.page, console: agent.page });
  await guest.page.setViewportSize({ width: 1440, height: 900 });
  await pictures.take('together-desktop', { guest: guest.page });
  await guest.page.setViewportSize({ width: 390, height: 844 });
  await form.handIn();
  await expect(agent.page.locator('[data-node=conversation]')).toBeVisible();
  await expect(guest.page.locator('[data-step]')).toBeHidden();

  await guest.leave();
  await expect(agent.page.locator('[data-guest=left]')).toBeVisible();
  await expect.poll(() => livePictures(customer.page)).toBe(2);
  await pictures.take('left', { guest: guest.page, console: agent.page });
  await guest.comeBack();
  await expect(agent.page.locator('[data-guest=in_call]')).toBeVisible();
  await agent.page.getByRole('button', { name: 'Remove: 李华' }).click();
  await pictures.take('remove', { console: agent.page });
  await agent.page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(guest.page.getByRole('heading', { name: OVER })).toBeVisible();
  await expect(agent.page.locator('[data-guest=revoked]')).toBeVisible();
  await pictures.take('removed', { guest: guest.page, console: agent.page, phone: customer.page });
  await guest.page.reload();
  await expect(guest.page.getByRole('heading', { name: OVER })).toBeVisible();

  const recordingId = await newestRecording(agent.page);
  await agent.endCall();
  const parties = await recordedParties(agent.page, recordingId);
  const guests = parties.filter(({ role }) => role === 'guest');
  expect(guests.map(({ displayName }) => displayName)).toEqual(['李* (Spouse)', '李* (Spouse)']);
  const recording = await recordedCall(dataDir, recordingId);
  expect(recording.complete).toBe(true);
  const theirs = recording.tracks.filter(({ participantId }) => participantId === guests[0]?.participantId);
  expect(theirs.map(({ kind, source }) => `${kind} ${source}`).toSorted()).toEqual(['audio microphone', 'video camera']);
  for (const { kind, index } of theirs) {
    const seen =
      kind === 'video' ? (await findFlashes(recording.path, index)).flashes : (await findBeeps(recording.path, index, GUEST)).beepsAtMs;
    expect(seen.length, kind).toBeGreaterThan(TOGETHER_MS / 2_000);
  }
  await Promise.all([agent.close(), customer.close(), guest.close()]);
});

const OVER = either('The conversation is over', '办理已结束');
/** The number of the guest's flashes and beeps. */
const GUEST = 2;

/** Pictures on a page that move, one's own among them. */
const livePictures = (page: GuestPage['page']): Promise<number> => page.locator('[data-tile=live] video').count();

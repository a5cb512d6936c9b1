import { CustomerPage, waitForRemotePicture } from '../../kit/customer-page.ts';
import { either } from '../../kit/either.ts';
import { findBeeps } from '../../kit/flash-beep.ts';
import { AgentConversation, AgentQuestion, CustomerQuestion } from '../../kit/flow-steps/index.ts';
import { callEntry, edge, publishFlow, runEverywhere, text } from '../../kit/own-flow.ts';
import { recordedCall } from '../../kit/recorded-call.ts';
import { newestRecording, recordedParties } from '../../kit/recording-list.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { StepPictures } from '../../kit/step-pictures.ts';
import { expect, test } from '../fixtures.ts';

const WAIT_MS = 8_000;
/** Longer than what a recording may lack in passing. */
const UNRECORDED_MS = 5_000;

const ENTRY = callEntry('purpose', 'no');
const common = { formatVersion: 1, channel: 'remote', product: 'account', roles: ['customer', 'agent'] };

/** A question that several procedures have in common. */
const PURPOSE = {
  ...common,
  key: 'purpose-of-visit',
  title: text('办理意愿', 'What it is for'),
  summary: text('询问用途。', 'Asks what it is for.'),
  variables: [{ name: 'purpose', type: 'string', title: text('用途', 'Purpose') }],
  start: 'ask',
  nodes: [
    {
      id: 'ask',
      type: 'question',
      title: text('办理用途', 'Purpose'),
      config: {
        question: text('您为谁办理？', 'For whom is it?'),
        mode: 'tapped',
        choices: [
          { key: 'own', title: text('为本人', 'For myself'), class: 'expected' },
          { key: 'other', title: text('为他人', 'For somebody else'), class: 'refused' },
        ],
      },
      outputs: { answer: 'purpose' },
    },
    { id: 'known', type: 'end', config: { outcome: 'known' } },
    { id: 'notOwn', type: 'end', config: { outcome: 'not_own' } },
  ],
  edges: [edge('ask', 'expected', 'known'), edge('ask', 'refused', 'notOwn')],
};

/** The steps that no shipped flow has: a mark, a pause of the recording and its end, a wait, a flow within the flow. */
const flowAround = (version: number) => ({
  ...common,
  key: 'rare-steps',
  title: text('设置密码', 'Setting a password'),
  summary: text('输入密码时不录制。', 'Nothing is recorded while a password is typed.'),
  variables: [{ name: 'forWhom', type: 'string', title: text('为谁办理', 'For whom') }],
  start: 'notice',
  nodes: [
    ...ENTRY.nodes,
    {
      id: 'purpose',
      type: 'sub-flow',
      config: { flow: PURPOSE.key, version, output: { forWhom: 'purpose' }, outcomes: ['not_own'] },
    },
    { id: 'mark', type: 'record', config: { step: 'mark', mark: 'password_begins' } },
    {
      id: 'hush',
      type: 'record',
      config: { step: 'pause', pauseRule: 'own-password', pauseReason: text('客户输入密码', 'The customer types a password') },
    },
    { id: 'password', type: 'conversation', title: text('输入密码', 'The password'), config: { needs: ['call'] } },
    { id: 'again', type: 'record', config: { step: 'resume' } },
    { id: 'settle', type: 'wait', title: text('系统生效', 'Taking effect'), config: { forMs: WAIT_MS } },
    { id: 'farewell', type: 'conversation', title: text('道别', 'Farewell') },
    { id: 'completed', type: 'end', config: { outcome: 'completed', endSession: true } },
    { id: 'no', type: 'end', config: { outcome: 'refused' } },
  ],
  edges: [
    ...ENTRY.edges,
    edge('purpose', 'done', 'mark'),
    edge('purpose', 'not_own', 'no'),
    edge('mark', 'done', 'hush'),
    edge('hush', 'done', 'password'),
    edge('password', 'done', 'again'),
    edge('again', 'done', 'settle'),
    edge('settle', 'elapsed', 'farewell'),
    edge('farewell', 'done', 'completed'),
  ],
});

test('a flow within the flow, a pause of the recording that a rule allows, a mark and a wait, on both sides', async ({
  installation,
  sources,
}) => {
  await runEverywhere(installation, flowAround(await publishFlow(installation, PURPOSE)));
  const { urls, dataDir } = installation.running;
  const fakes = ({ files }: typeof sources.customer) => ({ fakeVideoPath: files.videoPath, fakeAudioPath: files.audioPath });
  const agent = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent'), ...fakes(sources.agent) });
  await agent.goIdle();
  const customer = await CustomerPage.open({ url: urls.customer, ...fakes(sources.customer) });
  const pictures = await StepPictures.into('rare-steps', ['light']);
  const picture = (moment: string) => pictures.take(moment, { phone: customer.page, console: agent.page });
  await customer.chooseService();
  await customer.queue();
  await agent.acceptOffer();
  await Promise.all([waitForRemotePicture(customer.page, 40_000), waitForRemotePicture(agent.page, 40_000)]);

  const question = new CustomerQuestion(customer.page);
  await Promise.all([question.isOpen(), new AgentQuestion(agent.page).isOpen()]);
  await picture('purpose-sub-flow');
  await question.answer(either('For myself', '为本人'));

  const talk = new AgentConversation(agent.page);
  await talk.isOpen();
  await expect(agent.page.getByText(/Recording is paused for this step|本环节暂停录制/).first()).toBeVisible();
  await expect(customer.page.getByText(/Recording is paused for this step|本环节暂停录制/).first()).toBeVisible();
  await picture('password-not-recorded');
  await customer.page.waitForTimeout(UNRECORDED_MS); // what is looked at later is what was not recorded of it
  await talk.finish();

  const wait = agent.page.locator('[data-node=wait]');
  await expect(wait).toBeVisible();
  await picture('wait');
  await expect(wait).toBeHidden({ timeout: WAIT_MS + 30_000 });
  await talk.isOpen();
  await expect(customer.page.locator('[data-recording=recording]')).toBeVisible();
  await picture('farewell');
  const recordingId = await newestRecording(agent.page);
  await talk.finish();
  await expect(customer.page.getByRole('heading', { name: /^(All done|办理完成)$/ })).toBeVisible({ timeout: 60_000 });
  await agent.wrapUp('Password set.');

  const parties = await recordedParties(agent.page, recordingId);
  const customerId = parties.find(({ role }) => role === 'customer')?.participantId;
  const recording = await recordedCall(dataDir, recordingId);
  const sound = recording.tracks.find(({ kind, participantId }) => kind === 'audio' && participantId === customerId);
  const { beepsAtMs } = await findBeeps(recording.path, sound?.index ?? 0, sources.customer.pattern.party);
  const gaps = beepsAtMs.slice(1).map((atMs, index) => atMs - (beepsAtMs[index] ?? 0));
  expect(Math.max(...gaps), 'nothing was recorded while the password was typed').toBeGreaterThan(UNRECORDED_MS);
  await Promise.all([customer.close(), agent.close()]);
});

import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';
import { waitForRemotePicture } from '../../kit/customer-page.ts';
import { either } from '../../kit/either.ts';
import {
  AgentForm,
  AgentQuestion,
  AgentScript,
  CustomerDocument,
  CustomerForm,
  CustomerQuestion,
  CustomerVirtualAgent,
} from '../../kit/flow-steps/index.ts';
import { median } from '../../kit/flash-beep.ts';
import { waitForSound } from '../../kit/media-observer.ts';
import { MOUTH, movingShare } from '../../kit/picture-motion.ts';
import { findDescendants, killHard } from '../../kit/process-faults.ts';
import { recordedCall, type RecordedCall } from '../../kit/recorded-call.ts';
import { bestMatch, COARSE_HZ, coarseTrack } from '../../kit/recorded-speech.ts';
import { allRecordings, recordedParties } from '../../kit/recording-list.ts';
import { soundOf } from '../../kit/said-lines.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { expect, test } from '../fixtures.ts';
import { FlowDesk } from './flow-desk.ts';

const ORDER = { amount: '20000', account: '6217000010001234' };
const CLEAR = either('It is clear', '我清楚');

test('a customer serves themselves with the virtual agent, who comes back when its process was killed, and signs', async ({
  installation,
  sources,
}) => {
  test.setTimeout(400_000);
  const desk = await FlowDesk.open({ installation, flow: 'self-service', sources, name: 'self-service' });
  try {
    const { page } = desk.customer;
    await welcome(desk);
    await order(desk);
    const virtualAgent = new CustomerVirtualAgent(page);
    const [issuer, capital, liquidity] = desk.lines('disclosure');
    await virtualAgent.says(issuer?.text.en ?? '');
    await desk.picture('disclosure');
    const [agentProcess] = await findDescendants(installation.running.pids.counter ?? 0, 'apps/virtual-agent');
    if (agentProcess === undefined) throw new Error('The counter has no virtual agent');
    killHard(agentProcess.pid);
    await expect(page.getByText('has lost the connection and is coming back')).toBeVisible();
    await desk.picture('virtual-agent-coming-back');
    // The line that nobody heard to its end is said again, to its end.
    await virtualAgent.answer(CLEAR);
    for (const line of [capital, liquidity]) {
      await virtualAgent.says(line?.text.en ?? '');
      await virtualAgent.answer(CLEAR);
    }
    await desk.document('sign', false);
    await desk.isDone();

    const reviewer = await StaffPage.signIn({ consoleUrl: installation.running.urls.console, login: installation.login('reviewer') });
    const [recordingId] = await allRecordings(reviewer.page);
    if (recordingId === undefined) throw new Error('Nothing was recorded');
    const recording = await recordedCall(installation.running.dataDir, recordingId);
    const parties = await recordedParties(reviewer.page, recordingId);
    await reviewer.close();
    expect(parties.map(({ role }) => role).toSorted()).toEqual(['customer', 'virtual_agent']);
    const id = parties.find(({ role }) => role === 'virtual_agent')?.participantId ?? '';
    for (const { key, text } of [...desk.lines('welcome'), ...desk.lines('disclosure')]) {
      const correlation = await heardIn(recording, id, text.en);
      process.stdout.write(`line ${key} is found with ${correlation.toFixed(2)}\n`);
      expect(correlation, key).toBeGreaterThanOrEqual(0.6);
    }
    expect(await heardIn(recording, id, 'Thank you for your patience. Everything is done for today.')).toBeLessThanOrEqual(0.4);
  } finally {
    await desk.close();
  }
});

test('a customer asks for a person, who goes on where the virtual agent was, with all that was said before in sight', async ({
  installation,
  sources,
}) => {
  test.setTimeout(400_000);
  const desk = await FlowDesk.open({ installation, flow: 'self-service', sources, name: 'self-service-person' });
  try {
    const { customer, agent } = desk;
    await welcome(desk);
    await order(desk);
    const virtualAgent = new CustomerVirtualAgent(customer.page);
    const [issuer, capital] = desk.lines('disclosure');
    await virtualAgent.says(issuer?.text.en ?? '');
    await virtualAgent.answer(CLEAR);
    await virtualAgent.says(capital?.text.en ?? '');
    const [before = ''] = await recordingsOf(desk);
    await virtualAgent.askForPerson();
    await expect(customer.page.getByText(/^(Ticket|排队号)$/)).toBeVisible();
    await desk.picture('queue');
    await agent.goIdle();
    await desk.agentComes();

    const script = new AgentScript(agent.page);
    await script.isOpen();
    await desk.picture('agent-takes-over');
    // What was done with the virtual agent stands in the stepper, and what it said in the log.
    for (const done of ['Welcome', 'The order']) {
      await expect(agent.page.locator('[data-status=done]', { hasText: done }).first()).toBeAttached();
    }
    await desk.read('agentDisclosure');
    await new AgentQuestion(agent.page).isOpen();
    await desk.picture('agentConfirm');
    await new CustomerQuestion(customer.page).answer(either('I have, and I do', '已了解，自愿购买'));
    const form = { console: new AgentForm(agent.page), phone: new CustomerForm(customer.page) };
    await form.console.isOpen();
    // What the customer wrote with the virtual agent is in the form; they change their mind about one of it.
    await expect(form.console.input('account')).toHaveValue(ORDER.account);
    await desk.picture('agentOrder');
    await form.phone.write('amount', '30000');
    await form.console.holds('amount', /^30,?000(\.00)?$/, 'customer');
    await form.phone.handIn();
    await desk.document('sign');
    await desk.isDone();
    await desk.wrapUp('Took over from the virtual agent.');

    const [after = ''] = await recordingsOf(desk);
    expect(after).not.toBe(before);
    const [first, second] = [
      await recordedCall(installation.running.dataDir, before),
      await recordedCall(installation.running.dataDir, after),
    ];
    // One session, one clock: the person's part begins where the virtual agent's ended, after the wait.
    expect(second.startedAtMs).toBeGreaterThanOrEqual(first.startedAtMs + first.durationMs - 1_000);
    expect(second.tracks.filter(({ source }) => source === 'camera')).toHaveLength(2);
  } finally {
    await desk.close();
  }
});

test('a customer asks for help with the signature: the step is kept, and a person comes to it', async ({ installation, sources }) => {
  test.setTimeout(400_000);
  const desk = await FlowDesk.open({ installation, flow: 'self-service', sources, name: 'self-service-help' });
  try {
    const { customer, agent } = desk;
    await welcome(desk);
    await order(desk);
    const virtualAgent = new CustomerVirtualAgent(customer.page);
    for (const line of desk.lines('disclosure')) {
      await virtualAgent.says(line.text.en);
      await virtualAgent.answer(CLEAR);
    }
    const document = new CustomerDocument(customer.page);
    await document.isOpen();
    await document.press(document.button(either('Speak to a person', '转人工')));
    await expect(customer.page.getByText(/^(Ticket|排队号)$/)).toBeVisible();
    await agent.goIdle();
    await desk.agentComes();
    await expect(agent.page.locator('[data-status=done]', { hasText: 'Disclosure of risks' }).first()).toBeAttached();
    await desk.document('sign');
    await desk.isDone();
    await desk.wrapUp('Helped with the signature.');
  } finally {
    await desk.close();
  }
});

/** In, met by the virtual agent, whose mouth moves while it speaks and rests while it waits. */
async function welcome(desk: FlowDesk): Promise<void> {
  const { page } = desk.customer;
  const virtualAgent = new CustomerVirtualAgent(page);
  await desk.passEntry();
  await virtualAgent.isOpen();
  await waitForRemotePicture(page, 60_000);
  const [, recorded] = desk.lines('welcome');
  await virtualAgent.says(recorded?.text.en ?? '');
  // The words are there before they are said: the mouth moves with the sound.
  await waitForSound(page, 60_000);
  const speaking = await movingShare(page, MOUTH, 3_000);
  await desk.picture('welcome-speaking');
  const goOn = virtualAgent.button(either('Go on', '可以继续'));
  await expect(goOn).toBeVisible({ timeout: 60_000 });
  await desk.picture('welcome-answers');
  process.stdout.write(`the mouth moves in ${speaking.toFixed(2)} of the frames while it speaks\n`);
  expect(speaking).toBeGreaterThan(0.2);
  // What was said last may still be on its way to a busy page.
  await expect.poll(() => movingShare(page, MOUTH, 2_000), { message: 'the mouth rests', timeout: 20_000 }).toBeLessThan(0.1);
  await virtualAgent.answer(either('Go on', '可以继续'));
}

async function order(desk: FlowDesk): Promise<void> {
  const form = new CustomerForm(desk.customer.page);
  await form.isOpen();
  await form.write('amount', ORDER.amount);
  await form.write('account', ORDER.account);
  await desk.picture('order');
  await form.handIn();
}

/** How long a part of a line is that is looked for by itself: a busy machine may leave a gap between two of them. */
const PART_SAMPLES = 2 * COARSE_HZ;

/** How well a line is found in what was recorded of somebody: of three parts of it the middle one, in the track where it is found best. */
async function heardIn(recording: RecordedCall, participantId: string, text: string): Promise<number> {
  const sound = await soundOf('en', text);
  const last = Math.max(0, sound.length - PART_SAMPLES - COARSE_HZ / 2);
  const parts = [0, last / 2, last].map((from) => sound.subarray(from, from + PART_SAMPLES));
  const tracks = recording.tracks.filter((track) => track.kind === 'audio' && track.participantId === participantId);
  const found = tracks.map(({ index }) => {
    const track = coarseTrack(ffmpegInstaller.path, recording.path, index);
    return median(parts.map((part) => bestMatch(track, part).correlation));
  });
  return Math.max(0, ...found);
}

/** The recordings so far, newest first; asked for by somebody who may see them all. */
async function recordingsOf({ installation }: FlowDesk): Promise<readonly string[]> {
  const reviewer = await StaffPage.signIn({ consoleUrl: installation.running.urls.console, login: installation.login('reviewer') });
  try {
    return await allRecordings(reviewer.page);
  } finally {
    await reviewer.close();
  }
}

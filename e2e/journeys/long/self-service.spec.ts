import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';
import { waitForRemotePicture } from '../../kit/customer-page.ts';
import { either } from '../../kit/either.ts';
import { CustomerForm, CustomerVirtualAgent } from '../../kit/flow-steps/index.ts';
import { median } from '../../kit/flash-beep.ts';
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
  test.setTimeout(290_000);
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
    await desk.sign('sign', 1, false);
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

/** In, met by the virtual agent, whose mouth moves while it speaks and rests while it waits. */
async function welcome(desk: FlowDesk): Promise<void> {
  const { page } = desk.customer;
  const virtualAgent = new CustomerVirtualAgent(page);
  await desk.passEntry();
  await virtualAgent.isOpen();
  await waitForRemotePicture(page, 60_000);
  const [, recorded] = desk.lines('welcome');
  await virtualAgent.says(recorded?.text.en ?? '');
  const speaking = await movingShare(page, MOUTH, 3_000);
  await desk.picture('welcome-speaking');
  const goOn = virtualAgent.button(either('Go on', '可以继续'));
  await expect(goOn).toBeVisible({ timeout: 60_000 });
  const resting = await movingShare(page, MOUTH, 2_000);
  await desk.picture('welcome-answers');
  process.stdout.write(`mouth moves in ${speaking.toFixed(2)} of the frames while it speaks, in ${resting.toFixed(2)} while it waits\n`);
  expect(speaking).toBeGreaterThan(0.2);
  expect(resting).toBeLessThan(0.1);
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

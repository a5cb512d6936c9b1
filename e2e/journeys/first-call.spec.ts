import { CustomerPage, waitForRemotePicture } from '../kit/customer-page.ts';
import { type CapturedMoments, capturedMoments, findBeeps, findFlashes, median } from '../kit/flash-beep.ts';
import { type RecordedCall, recordedCall } from '../kit/recorded-call.ts';
import { newestRecording } from '../kit/recording-list.ts';
import { StaffPage } from '../kit/staff-page.ts';
import { expect, test } from './fixtures.ts';

/** Long enough for a dozen flashes. */
const CALL_MS = 12_000;

test('a customer calls, an agent answers, both are recorded, the recording replays', async ({ installation, sources }, info) => {
  const { urls, dataDir } = installation.running;
  const fakes = ({ files }: typeof sources.customer) => ({ fakeVideoPath: files.videoPath, fakeAudioPath: files.audioPath });
  const agent = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent'), ...fakes(sources.agent) });
  await agent.goIdle();
  const customer = await CustomerPage.open({ url: urls.customer, ...fakes(sources.customer) });
  await customer.chooseService();
  await customer.queue();

  await agent.acceptOffer();
  await Promise.all([waitForRemotePicture(customer.page), waitForRemotePicture(agent.page)]);
  await expect(customer.page.locator('[data-recording=recording]')).toBeVisible();
  await expect(agent.page.locator('[data-recording=recording]').first()).toBeVisible();

  await customer.page.getByRole('button', { name: 'Messages' }).click();
  await customer.page.getByLabel('Write a message').fill('Can you hear me?');
  await customer.page.getByRole('button', { name: 'Send' }).click();
  await expect(agent.page.getByText('Can you hear me?')).toBeVisible();

  await agent.page.waitForTimeout(CALL_MS); // the call itself: what is measured is what was recorded in it
  const decodedLive = await decodedFrames(agent);
  const captured = { customer: await capturedMoments(customer.page), agent: await capturedMoments(agent.page) };

  await agent.endCall();
  await expect(customer.page.getByRole('heading', { name: 'All done' })).toBeVisible();
  await customer.page.getByRole('radio', { name: '5 of 5' }).check({ force: true });
  await customer.page.getByRole('button', { name: 'Send' }).click();
  await expect(customer.page.getByText('Thank you')).toBeVisible();
  await agent.wrapUp('Asked about the product; wants to think it over.');
  await expect(agent.page.getByText('Ready for the next customer')).toBeVisible();

  const recordingId = await newestRecording(agent.page);
  const recording = await recordedCall(dataDir, recordingId);
  expect(recording.complete).toBe(true);
  expect(recording.tracks.map(({ kind, source }) => `${kind} ${source}`).toSorted()).toEqual([
    'audio microphone',
    'audio microphone',
    'video camera',
    'video camera',
  ]);

  const seen = { customer: await party(recording, 0, captured.customer), agent: await party(recording, 1, captured.agent) };
  const figures = {
    framesRecorded: seen.customer.frameCount,
    framesDecodedLive: decodedLive,
    withinCustomerMs: seen.customer.soundAfterPictureMs,
    withinAgentMs: seen.agent.soundAfterPictureMs,
    betweenPartiesMs: seen.agent.recordedAfterCaptureMs - seen.customer.recordedAfterCaptureMs,
  };
  info.annotations.push({ type: 'figures', description: JSON.stringify(figures) });
  process.stdout.write(`first-call figures ${JSON.stringify(figures)}\n`);
  expect(figures.framesRecorded).toBeGreaterThanOrEqual(0.99 * decodedLive);
  expect(Math.abs(figures.withinCustomerMs)).toBeLessThanOrEqual(60);
  expect(Math.abs(figures.withinAgentMs)).toBeLessThanOrEqual(60);
  expect(Math.abs(figures.betweenPartiesMs)).toBeLessThanOrEqual(100);
  await Promise.all([agent.close(), customer.close()]);

  const reviewer = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('reviewer') });
  await reviewer.page.goto(`${urls.console}recordings/${recordingId}`);
  await expect.poll(() => playingPictures(reviewer), { timeout: 20_000 }).toBe(2);
  await reviewer.close();
});

/** Frames of the customer's picture, the largest on the page, that the agent's browser has shown. */
const decodedFrames = (agent: StaffPage): Promise<number> =>
  agent.page.evaluate(() => {
    const [largest] = [...document.querySelectorAll('video')].toSorted((one, other) => other.clientWidth - one.clientWidth);
    return largest?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
  });

/** Pictures of the replay that can be shown: half of what a replay is, the other half being that nothing failed to load. */
const playingPictures = (reviewer: StaffPage): Promise<number> =>
  reviewer.page.evaluate(
    () => [...document.querySelectorAll('video')].filter((video) => video.videoWidth > 0 && video.error === null).length,
  );

/**
 * What the file holds of one party, against what its page really captured: a page's own camera and microphone are never quite in step, and that is
 * not the recording's doing.
 */
async function party(recording: RecordedCall, number: number, captured: CapturedMoments) {
  const cameras = recording.tracks.filter(({ source }) => source === 'camera');
  for (const camera of cameras) {
    const video = await findFlashes(recording.path, camera.index);
    if (!video.flashes.some(({ party: drawn }) => drawn === number)) continue;
    const microphone = recording.tracks.find(
      ({ participantId, source }) => participantId === camera.participantId && source === 'microphone',
    );
    if (!microphone) throw new Error('The party was recorded without sound');
    const audio = await findBeeps(recording.path, microphone.index, number);
    // A page that caught nothing, or a file that holds nothing, is named before anything is made of it.
    const inCall = (moments: readonly number[]) => moments.filter((atMs) => atMs >= recording.startedAtMs).length;
    const caught = { flashes: inCall(captured.flashAtMs), beeps: inCall(captured.beepAtMs), recordedBeeps: audio.beepsAtMs.length };
    const { pictures, soundSeconds, failures } = captured;
    const seen = [
      `${pictures} pictures and ${soundSeconds.toFixed(0)} s of sound were looked at, ${captured.beepAtMs.length} beeps were captured in all`,
      `the recorded sound is ${((audio.lastSampleAtMs - audio.firstSampleAtMs) / 1000).toFixed(1)} s long and at most ${audio.loudest.toFixed(3)} loud`,
      `failures: ${failures.join(', ') || 'none'}`,
    ].join('; ');
    for (const [what, count] of Object.entries(caught)) expect(count, `${what} of party ${number}; ${seen}`).toBeGreaterThan(0);
    const wallMs = (fileMs: number) => recording.startedAtMs + fileMs;
    const flashDelayMs = median(
      delays(
        captured.flashAtMs,
        video.flashes.map(({ atMs }) => wallMs(atMs)),
      ),
    );
    const beepDelayMs = median(delays(captured.beepAtMs, audio.beepsAtMs.map(wallMs)));
    return { frameCount: video.frameCount, soundAfterPictureMs: beepDelayMs - flashDelayMs, recordedAfterCaptureMs: flashDelayMs };
  }
  throw new Error(`No picture of party ${number} was recorded`);
}

/**
 * How much later than it was captured each moment was recorded. They come once a second, and a page's flashes may stand anywhere between its
 * beeps, so each kind is compared with its own: a delay is known for what it is between a quarter of a second too early and three too late.
 */
function delays(capturedAtMs: readonly number[], recordedAtMs: readonly number[]): number[] {
  return recordedAtMs.flatMap((recorded) =>
    capturedAtMs.map((captured) => recorded - captured).filter((delay) => delay >= -250 && delay < 750),
  );
}

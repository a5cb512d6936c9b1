import { missingShare } from '../../faults/missing-media.ts';
import { waitForRemotePicture } from '../../kit/customer-page.ts';
import { findFirefox } from '../../kit/firefox.ts';
import { FirefoxCustomer } from '../../kit/firefox-customer.ts';
import { Installation } from '../../kit/installation.ts';
import { NetNamespace } from '../../kit/net-namespace.ts';
import { recordedCall } from '../../kit/recorded-call.ts';
import { recordedFrames } from '../../kit/recorded-frames.ts';
import { newestRecording, recordedParties } from '../../kit/recording-list.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { expect, picture, test } from '../fixtures.ts';

const CALL_MS = 8_000;
/** Firefox' picture moves at 30 a second, ours at 20; a machine with other work to do shows fewer, a call that does not work none. */
const FEWEST_FRAMES_PER_SECOND = 8;

/**
 * Firefox gives no loopback candidates where there is another interface, and pairs none of the others with a loopback address: the media port is
 * reached over an address of this machine alone, the near end of a cable to nowhere.
 */
test('a customer with Firefox, which has no H264, and an agent with Chromium are both recorded', async ({ sources }, info) => {
  const executablePath = await findFirefox();
  const noCable = await NetNamespace.unavailableReason();
  test.skip(executablePath === undefined, 'no Firefox here: install the package "firefox-esr" or set FIREFOX_PATH');
  test.skip(noCable !== undefined, noCable);
  if (executablePath === undefined) return;
  const cleanUp: (() => Promise<void>)[] = [];
  try {
    const cable = await NetNamespace.create();
    cleanUp.push(() => cable.destroy());
    const installation = await Installation.start({ announcedAddresses: [cable.hostAddress] });
    cleanUp.push(() => installation.close());
    const { urls, dataDir } = installation.running;
    const { files } = sources.agent;
    const agent = await StaffPage.signIn({
      consoleUrl: urls.console,
      login: installation.login('agent'),
      fakeVideoPath: files.videoPath,
      fakeAudioPath: files.audioPath,
    });
    cleanUp.push(() => agent.close());
    await agent.goIdle();
    const customer = await FirefoxCustomer.open(executablePath, urls.customer);
    cleanUp.push(() => customer.close());
    await customer.chooseService();
    await customer.acceptNotice();
    await customer.passCheck();
    await agent.acceptOffer();
    await Promise.all([customer.waitForRemotePicture(), waitForRemotePicture(agent.page)]);

    const before = await customer.shownFrames();
    await agent.page.waitForTimeout(CALL_MS); // the call itself: what is looked at is what was shown and recorded in it
    expect(await customer.shownFrames()).toBeGreaterThan(before + (FEWEST_FRAMES_PER_SECOND * CALL_MS) / 1_000);
    await customer.page.screenshot({ path: info.outputPath('customer-in-firefox.png') as `${string}.png` });
    await picture(info, 'agent', agent.page);
    const recordingId = await newestRecording(agent.page);
    await agent.endCall();
    await customer.sees('All done');
    await agent.wrapUp('Firefox.');

    const recording = await recordedCall(dataDir, recordingId);
    const parties = await recordedParties(agent.page, recordingId);
    const rolesOf = (kind: string) =>
      recording.tracks
        .filter((track) => track.kind === kind)
        .map(({ participantId }) => parties.find((party) => party.participantId === participantId)?.role);
    expect(rolesOf('audio').toSorted()).toEqual(['agent', 'customer']);
    expect([...new Set(rolesOf('video'))].toSorted()).toEqual(['agent', 'customer']);
    expect(await missingShare(recording)).toBeLessThanOrEqual(0.01);
    const frames = new Map<string, number>();
    for (const { kind, index, participantId } of recording.tracks) {
      if (kind !== 'video') continue;
      frames.set(participantId, (frames.get(participantId) ?? 0) + (await recordedFrames(recording.path, index)).length);
    }
    for (const count of frames.values()) expect(count).toBeGreaterThan((FEWEST_FRAMES_PER_SECOND * CALL_MS) / 1_000);
    process.stdout.write(`firefox figures ${JSON.stringify({ tracks: recording.tracks, frames: [...frames.values()] })}\n`);
  } finally {
    for (const undo of cleanUp.toReversed()) await undo();
  }
});

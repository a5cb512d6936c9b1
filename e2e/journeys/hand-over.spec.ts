import type { Page } from '@playwright/test';
import { missingShare } from '../faults/missing-media.ts';
import { CustomerPage, waitForRemotePicture } from '../kit/customer-page.ts';
import { recordedCall } from '../kit/recorded-call.ts';
import { recordedFrames } from '../kit/recorded-frames.ts';
import { newestRecording, recordedParties } from '../kit/recording-list.ts';
import { StaffPage } from '../kit/staff-page.ts';
import { expect, picture, test } from './fixtures.ts';

/** How long each part of the call lasts: what is looked at is what was recorded in it. */
const PART_MS = 4_000;
/** A shared screen is as wide as the window, and wider than what the cameras of this test give. */
const CAMERA_WIDTH_PX = 640;

test('an agent shares a screen, then hands over: the customer sees who serves, and all of it is recorded', async ({
  installation,
  sources,
}, info) => {
  const { urls, dataDir } = installation.running;
  const fakes = ({ files }: typeof sources.customer) => ({ fakeVideoPath: files.videoPath, fakeAudioPath: files.audioPath });
  const atDesk = (index: number) =>
    StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent', index), ...fakes(sources.agent) });
  const first = await atDesk(0);
  const second = await atDesk(1);
  await first.goIdle();
  const customer = await CustomerPage.open({ url: urls.customer, ...fakes(sources.customer) });
  await customer.chooseService();
  await customer.queue();
  await first.acceptOffer();
  await Promise.all([waitForRemotePicture(customer.page), waitForRemotePicture(first.page)]);
  const firstName = await whoServes(customer.page);
  await picture(info, '1-customer-in-call', customer.page);
  await picture(info, '1-agent-in-call', first.page);

  await first.shareScreen();
  await expect.poll(() => largeWidthPx(customer.page)).toBeGreaterThan(CAMERA_WIDTH_PX);
  const sharedFromMs = Date.now();
  await first.page.waitForTimeout(PART_MS);
  const sharedToMs = Date.now();
  await picture(info, '2-customer-sees-screen', customer.page);
  await picture(info, '2-agent-shares-screen', first.page);
  await first.stopSharing();
  await expect.poll(() => largeWidthPx(customer.page)).toBeLessThanOrEqual(CAMERA_WIDTH_PX);

  // Only now, so that the offer went to the other one.
  await second.goIdle();
  await first.askToTakeOver('Wants to compare two products; the first is explained.');
  await picture(info, '3-agent-asks', first.page);
  await expect(second.page.getByText('Wants to compare two products')).toBeVisible();
  await picture(info, '3-colleague-is-asked', second.page);
  await second.joinColleague();
  await waitForRemotePicture(second.page);
  await expect.poll(() => movingPictures(customer.page)).toBe(3);
  await expect.poll(() => movingPictures(first.page)).toBe(3);
  await expect.poll(() => movingPictures(second.page)).toBe(3);
  expect(await whoServes(customer.page)).toBe(firstName);
  await first.page.waitForTimeout(PART_MS);
  await picture(info, '4-customer-with-both', customer.page);
  await picture(info, '4-agent-with-both', first.page);
  await picture(info, '4-colleague-with-both', second.page);
  const handedOverAtMs = Date.now();
  await first.completeHandOver();
  await expect(first.page.getByText(/Ready for the next customer|You are away/)).toBeVisible();
  await expect.poll(() => whoServes(customer.page)).not.toBe(firstName);
  await expect.poll(() => movingPictures(customer.page)).toBe(2);
  await expect(customer.page.locator('[data-recording=recording]')).toBeVisible();
  await second.page.waitForTimeout(PART_MS);
  await picture(info, '5-customer-with-colleague', customer.page);
  await picture(info, '5-agent-after', first.page);
  await picture(info, '5-colleague-serves', second.page);

  const recordingId = await newestRecording(second.page);
  await second.endCall();
  await expect(customer.page.getByRole('heading', { name: 'All done' })).toBeVisible();
  await second.wrapUp('Took over; both products explained.');
  await Promise.all([first.close(), second.close(), customer.close()]);

  const recording = await recordedCall(dataDir, recordingId);
  expect(recording.complete).toBe(true);
  const kinds = recording.tracks.map(({ participantId, source }) => ({ participantId, source }));
  expect(new Set(kinds.map(({ participantId }) => participantId)).size).toBe(3);
  expect(kinds.filter(({ source }) => source === 'camera')).toHaveLength(3);
  expect(kinds.filter(({ source }) => source === 'microphone')).toHaveLength(3);
  expect(await missingShare(recording)).toBeLessThanOrEqual(0.01);

  // The shared screen is a picture of its own, there while it was shared.
  const [screen, ...moreScreens] = recording.tracks.filter(({ source }) => source === 'screen');
  expect(moreScreens).toEqual([]);
  if (!screen) throw new Error('The shared screen was not recorded');
  const moments = async (index: number) => (await recordedFrames(recording.path, index)).map(({ atMs }) => recording.startedAtMs + atMs);
  const screenAt = await moments(screen.index);
  expect(screenAt.filter((atMs) => atMs >= sharedFromMs && atMs <= sharedToMs).length).toBeGreaterThan(3);
  expect(Math.max(...screenAt)).toBeLessThan(handedOverAtMs);

  const reviewer = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('reviewer') });
  const parties = await recordedParties(reviewer.page, recordingId);
  expect(parties.map(({ role }) => role).toSorted()).toEqual(['agent', 'agent', 'customer']);
  // The customer's picture goes on across the hand-over.
  const customerId = parties.find(({ role }) => role === 'customer')?.participantId;
  const customersCamera = recording.tracks.find(({ participantId, source }) => participantId === customerId && source === 'camera');
  const customerAt = await moments(customersCamera?.index ?? -1);
  const around = customerAt.filter((atMs) => Math.abs(atMs - handedOverAtMs) < 2_000);
  expect(longestPauseMs(around)).toBeLessThan(1_000);

  await reviewer.page.goto(`${urls.console}recordings/${recordingId}`);
  const screenTile = reviewer.page.locator('[data-channel=agent-screen] video');
  await expect.poll(() => screenTile.evaluate((video: HTMLVideoElement) => video.videoWidth), { timeout: 20_000 }).toBeGreaterThan(0);
  await seek(reviewer.page, (sharedFromMs + sharedToMs) / 2 - recording.startedAtMs);
  await expect(screenTile).toHaveAttribute('aria-hidden', 'false');
  await expect(reviewer.page.locator('[data-channel$=-camera]')).toHaveCount(3);
  await picture(info, '6-replay-with-screen', reviewer.page);
  await reviewer.close();
});

/** Whom the large picture is said to show. */
const whoServes = (customer: Page): Promise<string | null> =>
  customer.locator('main [aria-label]:has(> [data-tile])').first().getAttribute('aria-label');

const largeWidthPx = (page: Page): Promise<number> =>
  page
    .locator('main [data-tile] video')
    .first()
    .evaluate((video: HTMLVideoElement) => video.videoWidth);

/** Pictures of a page, its own among them, that show something. */
const movingPictures = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      [...document.querySelectorAll<HTMLVideoElement>('main [data-tile=live] video')].filter(
        (video) => video.videoWidth > 0 && !video.paused && video.getVideoPlaybackQuality().totalVideoFrames > 0,
      ).length,
  );

function longestPauseMs(atMs: readonly number[]): number {
  if (atMs.length < 2) return Number.POSITIVE_INFINITY;
  return Math.max(...atMs.slice(1).map((moment, index) => moment - (atMs[index] ?? 0)));
}

/** Moves the playhead as a hand does: a press on the timeline. */
async function seek(page: Page, positionMs: number): Promise<void> {
  const slider = page.getByRole('slider');
  const lengthMs = Number(await slider.getAttribute('aria-valuemax')) * 1_000;
  const box = await slider.boundingBox();
  if (!box || !(lengthMs > 0)) throw new Error('There is no timeline to press on');
  await page.mouse.click(box.x + (box.width * positionMs) / lengthMs, box.y + box.height / 2);
}

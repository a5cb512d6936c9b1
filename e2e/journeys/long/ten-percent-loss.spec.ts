import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { missingShare } from '../../faults/missing-media.ts';
import { chooseSeed } from '../../kit/config.ts';
import { CustomerPage, waitForRemotePicture } from '../../kit/customer-page.ts';
import { Installation } from '../../kit/installation.ts';
import { type SentSample, sentLayers } from '../../kit/media-observer.ts';
import { newestRecording, recordedParties } from '../../kit/recording-list.ts';
import { recordedCall } from '../../kit/recorded-call.ts';
import { frameShare, recordedFrames } from '../../kit/recorded-frames.ts';
import { runTool } from '../../kit/run-tool.ts';
import { SeededRandom } from '../../kit/seeded-random.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { noFaults, UdpFaultProxy } from '../../kit/udp-fault-proxy.ts';
import { expect, picture, test } from '../fixtures.ts';

/** Another loopback address, so that the proxy can stand on the node's own port. */
const PROXY_ADDRESS = '127.0.0.2';
const TENTH = { ...noFaults, lossRatio: 0.1 };
const CALL_MS = 15_000;
const SAMPLE_EVERY_MS = 250;

test('with a tenth of all packets lost each way, a call is recorded nearly whole', async ({ sources }, info) => {
  const random = new SeededRandom(chooseSeed());
  const folder = await mkdtemp(join(tmpdir(), 'guichet-loss-'));
  const installation = await Installation.start({ announcedAddresses: [PROXY_ADDRESS], childEnv: { sfu: { SFU_WORKERS: '1' } } });
  const { urls, ports, dataDir } = installation.running;
  const proxy = await UdpFaultProxy.start({
    listenAddress: PROXY_ADDRESS,
    listenPort: ports.media,
    upstream: { address: '127.0.0.1', port: ports.media },
    random,
  });
  try {
    const fakeVideoPath = await busyPicture(folder);
    const fakes = ({ files }: typeof sources.customer) => ({ fakeVideoPath, fakeAudioPath: files.audioPath });
    const agent = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent'), ...fakes(sources.agent) });
    await agent.goIdle();
    const customer = await CustomerPage.open({ url: urls.customer, ...fakes(sources.customer) });
    await customer.chooseService();
    await customer.queue();

    // From before the agent accepts: entering the room has to work on such a line too.
    proxy.setFaults({ up: TENTH, down: TENTH });
    const before = structuredClone(proxy.counters);
    await agent.acceptOffer();
    await Promise.all([waitForRemotePicture(customer.page), waitForRemotePicture(agent.page)]);
    const [sentByCustomer, sentByAgent] = await Promise.all([sampleLayers(customer.page), sampleLayers(agent.page)]);
    await picture(info, 'customer', customer.page);
    await picture(info, 'agent', agent.page);
    const lost = (direction: 'up' | 'down') =>
      (proxy.counters[direction].lost - before[direction].lost) / (proxy.counters[direction].received - before[direction].received);
    const lossRatio = { up: lost('up'), down: lost('down') };
    const recordingId = await newestRecording(agent.page);
    await agent.endCall();
    await expect(customer.page.getByRole('heading', { name: 'All done' })).toBeVisible();

    const recording = await recordedCall(dataDir, recordingId);
    const cameras = recording.tracks.filter(({ source }) => source === 'camera');
    expect(cameras).toHaveLength(2);
    const parties = await recordedParties(agent.page, recordingId);
    const shares = await Promise.all(
      cameras.map(async ({ index, participantId }) => {
        const role = parties.find((party) => party.participantId === participantId)?.role;
        const sent = role === 'customer' ? sentByCustomer : sentByAgent;
        return { role, ...frameShare(await recordedFrames(recording.path, index), recording.startedAtMs, sent) };
      }),
    );
    expect(shares.map(({ role }) => role).toSorted()).toEqual(['agent', 'customer']);
    const audioMissing = await missingShare(recording);
    const figures = { seed: random.seed, lossRatio, audioMissing, shares };
    info.annotations.push({ type: 'figures', description: JSON.stringify(figures) });
    process.stdout.write(`ten-percent-loss figures ${JSON.stringify(figures)}\n`);
    // What is measured was really a bad line.
    expect(Math.min(lossRatio.up, lossRatio.down)).toBeGreaterThan(0.08);
    expect(audioMissing).toBeLessThanOrEqual(0.01);
    for (const { share } of shares) expect(share).toBeGreaterThanOrEqual(0.95);
    await Promise.all([agent.close(), customer.close()]);
  } finally {
    proxy.close();
    await installation.close();
    await rm(folder, { recursive: true, force: true });
  }
});

/** What a page encodes during the call: this is the call itself. */
async function sampleLayers(page: Page): Promise<readonly SentSample[]> {
  const samples: SentSample[] = [];
  const endAtMs = Date.now() + CALL_MS;
  while (Date.now() < endAtMs) {
    samples.push(await sentLayers(page));
    await page.waitForTimeout(SAMPLE_EVERY_MS);
  }
  return samples;
}

/** A picture in which everything moves: each frame is several packets, any of which can be lost. */
async function busyPicture(folder: string): Promise<string> {
  const path = join(folder, 'busy.y4m');
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=20', '-t', '10', '-pix_fmt', 'yuv420p'];
  await runTool(ffmpeg.path, ['-v', 'error', '-nostdin', '-y', ...source, path], 60_000);
  return path;
}

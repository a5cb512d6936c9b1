import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import { makeFlashBeepClip, partyTracks, sendClip, TestService } from '@guichet/recording/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MediaPage } from '../testing/media-page.ts';
import { makeWrapKey, NodeKit } from '../testing/node-kit.ts';
import { RecordingService } from '../testing/recording-service.ts';
import { firstStill } from './first-still.ts';

const PARTIES = [{ codec: 'VP8', ssrc: 1_000 }] as const;
const folder = mkdtempSync(join(tmpdir(), 'guichet-still-'));
const clip = join(folder, 'clip.mkv');
const cleanups: (() => unknown)[] = [];

beforeAll(() => makeFlashBeepClip(clip, PARTIES, 10));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe('a picture of what is recorded', () => {
  it('is the first that comes from now on, as tall as asked for, and leaves no tap open', async () => {
    const service = new TestService();
    cleanups.push(() => service.end());
    service.start();
    const client = await service.connect();
    const recordingId = newId('rec');
    const { rtpPort } = await client.open(recordingId, service.keys.wrapKey, 'key-1');
    const { video } = partyTracks(PARTIES[0]);
    await client.declareTrack(recordingId, video);
    const askedAtMs = Date.now();
    const { first } = await firstStill(client, { recordingId, trackId: video.trackId, heightPx: 360 });
    const source = sendClip(clip, rtpPort, PARTIES);
    cleanups.push(() => source.stop());
    const { atMs, jpeg } = await first;
    expect([jpeg.readUInt16BE(0), jpeg.readUInt16BE(jpeg.length - 2)]).toEqual([0xffd8, 0xffd9]);
    expect(atMs).toBeGreaterThanOrEqual(askedAtMs);
    // Asked again, it is another picture, later.
    const again = await (await firstStill(client, { recordingId, trackId: video.trackId, heightPx: 360 })).first;
    expect(again.atMs).toBeGreaterThan(atMs);
  });

  it('is refused where nobody is, where the camera is off, and where nothing can be decoded', async () => {
    const service = await RecordingService.start();
    cleanups.push(() => service.stop());
    const kit = await NodeKit.start({ env: { RECORDING_SOCKET: service.socketPath } });
    cleanups.push(() => kit.stop());
    const { roomId } = await kit.openRoom({ recording: await makeWrapKey() });
    const take = (participantId: ReturnType<typeof newId<'par'>>) =>
      kit.counter.command('still.take', { roomId, participantId, heightPx: 360 });
    await expect(take(newId('par'))).rejects.toMatchObject({ code: 'not_found' });
    const listener = await MediaPage.enter(kit, roomId, { sources: ['microphone'] });
    cleanups.push(() => listener.close());
    await expect(take(listener.participantId)).rejects.toMatchObject({ code: 'not_found' });
    // Its camera sends noise, which is recorded and is no picture.
    const noisy = await MediaPage.enter(kit, roomId);
    cleanups.push(() => noisy.close());
    await expect(take(noisy.participantId)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

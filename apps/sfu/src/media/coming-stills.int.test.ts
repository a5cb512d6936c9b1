import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { declareTrack, makeClip } from '../testing/declared-track.ts';
import { MediaPage } from '../testing/media-page.ts';
import { makeWrapKey, NodeKit } from '../testing/node-kit.ts';
import { RecordingService } from '../testing/recording-service.ts';
import { comingStills } from './coming-stills.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-still-'));
const clip = join(folder, 'clip.mkv');
const cleanups: (() => unknown)[] = [];

beforeAll(() => makeClip(clip));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe('pictures of what is recorded', () => {
  it('are what comes from now on, as tall and as far apart as asked for', async () => {
    const { client, declared: camera, send } = await declareTrack('video', cleanups);
    const askedAtMs = Date.now();
    const wanted = { ...camera, heightPx: 360, everyMs: 200 };
    const one = await comingStills(client, { ...wanted, count: 1 });
    send(clip);
    const [first] = await one.stills;
    const { atMs = 0, picture: jpeg = Buffer.alloc(4) } = first ?? {};
    expect([jpeg.readUInt16BE(0), jpeg.readUInt16BE(jpeg.length - 2)]).toEqual([0xffd8, 0xffd9]);
    expect(atMs).toBeGreaterThanOrEqual(askedAtMs);
    // Asked again, they are other pictures, later, and as far apart as was asked.
    const more = await (await comingStills(client, { ...wanted, count: 5 })).stills;
    const times = [atMs, ...more.map((still) => still.atMs)];
    expect(times).toHaveLength(6);
    expect(times.slice(1).every((time, index) => time > (times[index] ?? 0))).toBe(true);
    expect((times[5] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(4 * 180);
  });

  it('are what there was when the track ends before all of them', async () => {
    const { client, declared: camera, send } = await declareTrack('video', cleanups);
    const wanted = { ...camera, heightPx: 180, everyMs: 500 };
    const first = await comingStills(client, { ...wanted, count: 1 });
    const many = await comingStills(client, { ...wanted, count: 24 });
    send(clip);
    await first.stills;
    await client.closeTrack(camera.recordingId, camera.trackId);
    const { length } = await many.stills;
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(24);
  });

  it('are refused where nobody is, where the camera is off, and where nothing can be decoded', async () => {
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

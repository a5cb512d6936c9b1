import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { METER_SAMPLE_RATE } from '@guichet/recording/measures';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { declareTrack, makeClip } from '../testing/declared-track.ts';
import { comingSound } from './coming-sound.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-sound-'));
const clip = join(folder, 'clip.mkv');
const cleanups: (() => unknown)[] = [];

beforeAll(() => makeClip(clip));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const lengthMs = (pcm: Buffer) => (pcm.length / 2 / METER_SAMPLE_RATE) * 1_000;
const loudest = (pcm: Buffer) => {
  let most = 0;
  for (let at = 0; at + 1 < pcm.length; at += 2) most = Math.max(most, Math.abs(pcm.readInt16LE(at)));
  return most;
};

describe('sound of what is recorded', () => {
  it('is what comes from now on, for as long as asked for, beeps and all', async () => {
    const { client, declared: microphone, send } = await declareTrack('audio', cleanups);
    const askedAtMs = Date.now();
    const coming = comingSound(client, { ...microphone, durationMs: 3_000 });
    send(clip);
    const { atMs, pcm } = await coming;
    expect(atMs).toBeGreaterThanOrEqual(askedAtMs - 100);
    expect(lengthMs(pcm)).toBeGreaterThan(2_000);
    expect(lengthMs(pcm)).toBeLessThanOrEqual(3_000);
    expect(loudest(pcm)).toBeGreaterThan(2_000);
  });

  it('is what there was when the track ends before all of it', async () => {
    const { client, declared: microphone, send } = await declareTrack('audio', cleanups);
    const coming = comingSound(client, { ...microphone, durationMs: 20_000 });
    send(clip);
    setTimeout(() => void client.closeTrack(microphone.recordingId, microphone.trackId), 3_000);
    expect(lengthMs((await coming).pcm)).toBeGreaterThan(500);
  });

  it('is unavailable where nothing comes', async () => {
    const { client, declared: microphone } = await declareTrack('audio', cleanups);
    await expect(comingSound(client, { ...microphone, durationMs: 500 })).rejects.toMatchObject({ code: 'unavailable' });
  });
});

import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderSource } from '../journal/source.ts';
import { storeSource } from '../store/chunk-store.ts';
import { LocalFolderStore } from '../store/local-folder-store.ts';
import { brightness, decodeErrors, loudness, makeFlashBeepClip, partyTracks, risesOver, sendClip } from '../testing/ffmpeg-kit.ts';
import { TestService, until } from '../testing/service-kit.ts';
import { muxToMp4 } from './mp4.ts';
import { muxToMatroska } from './mux.ts';
import type { MuxResult } from './mux.ts';

const WHITE = 128;
const LOUD_DB = -20;
const out = mkdtempSync(join(tmpdir(), 'guichet-content-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const parties = [
  { codec: 'VP8', ssrc: 1_000 },
  { codec: 'H264', ssrc: 2_000 },
] as const;
const clip = join(out, 'clip.mkv');
beforeAll(() => makeFlashBeepClip(clip, parties, 12));

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;

/** For each moment of `a`, how far the nearest of `b` is. Tracks begin and end by themselves: one moment at either end may be on one side only. */
function apart(a: readonly number[], b: readonly number[]): number[] {
  const inBoth = a.filter((at) => at > Math.min(...b) - 500 && at < Math.max(...b) + 500);
  expect(inBoth.length).toBeGreaterThanOrEqual(a.length - 2);
  return inBoth.map((at) => Math.min(...b.map((other) => Math.abs(other - at))));
}

/** Records two parties (VP8 and H.264) for some seconds with a real service. */
async function record(service: TestService, seconds: number, during: (port: number) => Promise<void> = async () => undefined) {
  service.start();
  const client = await service.connect();
  const recordingId = newId('rec');
  const { rtpPort } = await client.open(recordingId, service.keys.wrapKey, 'key-1');
  for (const party of parties) {
    const { video, audio } = partyTracks(party);
    await client.declareTrack(recordingId, video);
    await client.declareTrack(recordingId, audio);
  }
  const source = sendClip(clip, rtpPort, parties);
  await until('all tracks are written', async () =>
    (await client.status()).recordings[0]?.tracks.every((track) => track.writtenPackets > 0),
  );
  const fromMs = performance.now();
  await during(rtpPort);
  await until('it is long enough', () => performance.now() - fromMs > seconds * 1000, seconds * 1000 + 5_000);
  await source.stop();
  await client.close(recordingId, 'ended');
  return { recordingId, client };
}

describe('what was recorded', () => {
  const service = new TestService();
  const file = join(out, 'whole.mkv');
  let recordingId: Awaited<ReturnType<typeof record>>['recordingId'];
  let result: MuxResult;

  beforeAll(async () => {
    ({ recordingId } = await record(service, 6));
    result = await muxToMatroska(folderSource(service.journalDir(recordingId)), file, { unwrapKey: service.keys.unwrapKey });
  });
  afterAll(() => service.end());

  it('plays without a complaint, every frame there', async () => {
    expect(result).toMatchObject({ complete: true, gaps: [], omitted: [], tornBytes: 0 });
    expect(result.tracks.map((track) => [track.codec, track.droppedFrames, track.lostPackets])).toEqual([
      ['video/VP8', 0, 0],
      ['audio/opus', 0, 0],
      ['video/H264', 0, 0],
      ['audio/opus', 0, 0],
    ]);
    for (const track of result.tracks) {
      const perSecond = track.kind === 'video' ? 25 : 50;
      const expected = (((track.lastMs ?? 0) - (track.firstMs ?? 0)) / 1000) * perSecond + 1;
      expect(Math.abs(track.frames - expected)).toBeLessThanOrEqual(1);
    }
    expect(await decodeErrors(file)).toBe('');
    using input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
    expect((await input.getTracks()).map((track) => track.name)).toEqual(
      result.tracks.map((track) => `${track.participantId} ${track.source}`),
    );
  });

  it('shows a flash and sounds a beep each second, together: within a party and between the two', async () => {
    const [flashA, beepA, flashB, beepB] = await Promise.all([
      brightness(file, '0:0').then((entries) => risesOver(entries, WHITE)),
      loudness(file, '0:1').then((entries) => risesOver(entries, LOUD_DB)),
      brightness(file, '0:2').then((entries) => risesOver(entries, WHITE)),
      loudness(file, '0:3').then((entries) => risesOver(entries, LOUD_DB)),
    ]);
    for (const moments of [flashA, beepA, flashB, beepB]) {
      expect(moments.length).toBeGreaterThanOrEqual(5);
      for (const [i, at] of moments.entries()) if (i > 0) expect(Math.abs(at - (moments[i - 1] ?? 0) - 1_000)).toBeLessThanOrEqual(45);
    }
    const worst = {
      a: Math.max(...apart(flashA, beepA)),
      b: Math.max(...apart(flashB, beepB)),
      between: Math.max(...apart(flashA, flashB), ...apart(beepA, beepB)),
    };
    console.log(`flash against beep: ${JSON.stringify(worst)} ms`);
    expect(worst.a).toBeLessThanOrEqual(60);
    expect(worst.b).toBeLessThanOrEqual(60);
    expect(worst.between).toBeLessThanOrEqual(100);
  });

  it('is the same from the store alone', async () => {
    await until('all is shipped', () => readdirSync(join(service.storeDir, recordingId)).includes('chunks.ndjson'));
    const fromStore = join(out, 'store.mkv');
    const other = await muxToMatroska(storeSource(new LocalFolderStore(service.storeDir), recordingId), fromStore, {
      unwrapKey: service.keys.unwrapKey,
    });
    expect(other).toEqual(result);
    expect(readFileSync(fromStore).equals(readFileSync(file))).toBe(true);
  });

  it('becomes an MP4 with H.264 copied, AAC sound, the index in front, progress shown, still in step', async () => {
    const mp4 = join(out, 'all.mp4');
    const progress: number[] = [];
    await muxToMp4(folderSource(service.journalDir(recordingId)), mp4, {
      unwrapKey: service.keys.unwrapKey,
      onProgress: (ratio) => progress.push(ratio),
    });
    expect(progress.at(-1)).toBeGreaterThan(0.9);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    const bytes = readFileSync(mp4);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    using input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(mp4) });
    expect((await input.getTracks()).map((track) => track.codec)).toEqual(['avc', 'aac', 'avc', 'aac']);
    expect(await decodeErrors(mp4)).toBe('');
    const [flash, beep] = await Promise.all([
      brightness(mp4, '0:2').then((entries) => risesOver(entries, WHITE)),
      loudness(mp4, '0:3').then((entries) => risesOver(entries, LOUD_DB)),
    ]);
    expect(flash.length).toBeGreaterThanOrEqual(5);
    expect(Math.max(...apart(flash, beep))).toBeLessThanOrEqual(60);
    expect(readdirSync(out).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('becomes a file of one party alone on the clock of the whole', async () => {
    const mp4 = join(out, 'party.mp4');
    const party = result.tracks[2]?.participantId;
    const abort = new AbortController();
    abort.abort(new Error('not any more'));
    await expect(
      muxToMp4(folderSource(service.journalDir(recordingId)), mp4, { unwrapKey: service.keys.unwrapKey, signal: abort.signal }),
    ).rejects.toThrow('not any more');
    await muxToMp4(folderSource(service.journalDir(recordingId)), mp4, {
      unwrapKey: service.keys.unwrapKey,
      include: (track) => track.participantId === party,
    });
    const [whole, alone] = await Promise.all([
      brightness(file, '0:2').then((entries) => risesOver(entries, WHITE)),
      brightness(mp4, '0:0').then((entries) => risesOver(entries, WHITE)),
    ]);
    expect(alone.length).toBe(whole.length);
    expect(Math.max(...apart(whole, alone))).toBeLessThanOrEqual(45);
  });

  it('with a torn tail gives everything up to it and says what is missing', async () => {
    const torn = mkdtempSync(join(out, 'torn-'));
    const dir = service.journalDir(recordingId);
    for (const name of readdirSync(dir)) copyFileSync(join(dir, name), join(torn, name));
    const chunks = readdirSync(torn)
      .filter((name) => name.endsWith('.chunk'))
      .sort();
    const cut = join(torn, chunks[2] as string);
    truncateSync(cut, Math.floor(statSync(cut).size * 0.6));
    for (const name of chunks.slice(3)) rmSync(join(torn, name));
    appendFileSync(join(torn, 'chunks.ndjson'), 'not a line of JSON\n');
    const partial = await muxToMatroska(folderSource(torn), join(out, 'torn.mkv'), { unwrapKey: service.keys.unwrapKey });
    expect(partial.complete).toBe(false);
    expect(partial.durationMs).toBeGreaterThan(3_800);
    expect(partial.durationMs).toBeLessThan(5_200);
    expect(partial.missing.map((entry) => [entry.kind, entry.chunkSeq])).toEqual(
      expect.arrayContaining([
        ['unsealed', 3],
        ['chunk_missing', 4],
        ['not_final', null],
      ]),
    );
    expect(await decodeErrors(join(out, 'torn.mkv'))).toBe('');
  });
});

describe('a recording through which the service was killed with -9', () => {
  const service = new TestService();
  afterAll(() => service.end());

  it('muxes, misses less than a second, and states the hole where it is', async () => {
    let killedAtMs = 0;
    const { recordingId } = await record(service, 5, async () => {
      const fromMs = performance.now();
      await until('some seconds', () => performance.now() - fromMs > 2_200);
      killedAtMs = Date.now();
      await service.kill('SIGKILL');
      service.start();
    });
    const file = join(out, 'killed.mkv');
    const result = await muxToMatroska(folderSource(service.journalDir(recordingId)), file, { unwrapKey: service.keys.unwrapKey });
    const hole = result.gaps.find((gap) => gap.cause === 'service_down');
    expect(hole).toBeDefined();
    const holeMs = (hole?.toMs ?? 0) - (hole?.fromMs ?? 0);
    console.log(`service killed: ${holeMs} ms`);
    expect(holeMs).toBeLessThan(1_000);
    expect(Math.abs(Date.parse(hole?.from ?? '') - killedAtMs)).toBeLessThan(200);
    for (const track of result.tracks.filter((entry) => entry.kind === 'audio')) {
      expect(Math.abs(track.lostPackets * 20 - holeMs)).toBeLessThan(200);
    }
    expect(await decodeErrors(file)).toBe('');

    const [flash, beep] = await Promise.all([
      brightness(file, '0:2').then((entries) => risesOver(entries, WHITE)),
      loudness(file, '0:3').then((entries) => risesOver(entries, LOUD_DB)),
    ]);
    expect(median(apart(flash, beep))).toBeLessThanOrEqual(60);
    const lastFlash = flash.at(-1) ?? 0;
    expect(Math.min(...beep.map((at) => Math.abs(at - lastFlash)))).toBeLessThanOrEqual(60);
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderSource } from '../journal/source.ts';
import { muxToMatroska } from '../mux/mux.ts';
import { apart, detected, loudnessOf, makeClip, makeRecording, type PartTrack } from '../testing/compose-kit.ts';
import { brightness, loudness, makeFlashBeepClip, partyTracks, risesOver, sendClip } from '../testing/ffmpeg-kit.ts';
import { readJournal, testKeys, writeJournal } from '../testing/journal-kit.ts';
import { PictureReader } from '../testing/picture-reader.ts';
import { TestService, until } from '../testing/service-kit.ts';
import { geometryOf, type Rect } from './geometry.ts';
import { composeInWorker, composeRecording, type ComposeStory, type MuxedRecording } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-compose-'));
const at = (name: string): string => join(folder, name);
let reader: PictureReader;
beforeAll(async () => {
  reader = await PictureReader.open();
});
afterAll(async () => {
  await reader.close();
  rmSync(folder, { recursive: true, force: true });
});

const part = ({ x, y, width, height }: Rect): string => `${width}:${height}:${x}:${y}`;
/** The middle of a place: no name stands there, and no bar beside the picture. */
const middle = ({ x, y, width, height }: Rect): string =>
  part({ x: x + width / 4, y: y + height / 4, width: Math.floor(width / 4) * 2, height: Math.floor(height / 4) * 2 });

/** A flash, and a beep, is a tenth of a second; the next one comes after a whole one. */
const SAME_FLASH_MS = 500;
/** Like `risesOver`; a recording that begins within a beep begins with it, and one with a hole in it is one. */
function startsOver(entries: Parameters<typeof risesOver>[0], threshold: number): number[] {
  const first = entries.slice(0, 1).flatMap(({ ms, value }) => (value > threshold ? [ms] : []));
  const rises = [...first, ...risesOver(entries, threshold)];
  return rises.filter((ms, at) => at === 0 || ms - (rises[at - 1] ?? 0) > SAME_FLASH_MS);
}

const story = (more: Partial<ComposeStory> = {}): ComposeStory => ({
  ...{ language: 'en', timeZone: 'UTC', sessionNumber: '0042', parties: [], steps: [], captions: [], chapters: [], gaps: [], speech: [] },
  ...more,
});

describe('six parties, of whom one comes late, one leaves, one has no camera for a while, one changes size and one the codec', () => {
  const DURATION_MS = 14_000;
  const STARTED_AT = '2026-11-22T23:59:55.500Z';
  const tiles = geometryOf('side-by-side', 6).tiles as readonly [Rect, Rect, Rect, Rect, Rect, Rect];
  const output = at('six.mp4');
  let recording: MuxedRecording;

  beforeAll(async () => {
    const [vp8, h264, large, sound, speaking] = await Promise.all([
      makeClip(at('vp8.mkv'), { codec: 'VP8', seconds: 14, size: '320x180' }),
      makeClip(at('h264.mkv'), { codec: 'H264', seconds: 14, size: '320x180' }),
      makeClip(at('large.mkv'), { codec: 'VP8', seconds: 7, size: '640x360' }),
      makeClip(at('sound.mkv'), { codec: 'opus', seconds: 14 }),
      makeClip(at('speaking.mkv'), { codec: 'opus', seconds: 14, speaking: true, volume: 0.1 }),
    ]);
    const whole = (clip: string) => [{ clip, atMs: 0, untilMs: DURATION_MS }];
    const tracks: PartTrack[] = [
      { participantId: 'a', source: 'camera', parts: whole(vp8) },
      { participantId: 'a', source: 'microphone', parts: whole(sound) },
      { participantId: 'b', source: 'camera', parts: [{ clip: h264, atMs: 6_000, untilMs: DURATION_MS }] },
      { participantId: 'b', source: 'microphone', parts: [{ clip: speaking, atMs: 6_000, untilMs: DURATION_MS }] },
      { participantId: 'c', source: 'camera', parts: [{ clip: vp8, atMs: 0, untilMs: 9_000 }] },
      { participantId: 'c', source: 'microphone', parts: [{ clip: speaking, atMs: 0, untilMs: 9_000 }] },
      {
        ...{ participantId: 'd', source: 'camera', trackId: 'trk_off' },
        parts: [
          { clip: vp8, atMs: 0, untilMs: 4_000 },
          { clip: vp8, atMs: 8_000, untilMs: DURATION_MS },
        ],
      },
      {
        ...{ participantId: 'e', source: 'camera' },
        parts: [
          { clip: vp8, atMs: 0, untilMs: 7_000 },
          { clip: large, atMs: 7_000, untilMs: DURATION_MS },
        ],
      },
      { participantId: 'f', source: 'camera', trackId: 'trk_codec', parts: [{ clip: vp8, atMs: 0, untilMs: 7_000 }] },
      { participantId: 'f', source: 'camera', trackId: 'trk_codec', parts: [{ clip: h264, atMs: 7_000, untilMs: DURATION_MS }] },
    ];
    recording = await makeRecording(at('six.mkv'), tracks, STARTED_AT);
    const off = { fromMs: 4_000, untilMs: 8_000, kind: 'paused', trackId: 'trk_off', participantId: 'd', trouble: null } as const;
    await composeInWorker(recording, output, { layout: 'side-by-side', story: story({ gaps: [off] }) });
  }, 240_000);

  it('shows each in their own place, flashing with the beep, before and after what changes', async () => {
    const beeps = await loudness(output, '0:2').then((entries) => risesOver(entries, -25));
    const expected = { 0: [1, 13], 1: [6, 13], 2: [1, 8], 4: [1, 13], 5: [1, 13] } as const;
    for (const [place, [first, last]] of Object.entries(expected)) {
      const flashes = await brightness(output, '0:0', middle(tiles[Number(place)] as Rect)).then((entries) => risesOver(entries, 200));
      expect(flashes.map((ms) => Math.round(ms / 1_000))).toEqual(Array.from({ length: last - first + 1 }, (_, index) => index + first));
      expect(Math.max(...flashes.map((ms) => Math.abs(ms - Math.round(ms / 1_000) * 1_000)))).toBeLessThanOrEqual(60);
      if (place === '0') expect(Math.max(...apart(flashes, beeps))).toBeLessThanOrEqual(60);
    }
  });

  it('never shows a face that stands still: where nothing moves, a card says why', async () => {
    const frozen = async (place: number) =>
      detected(output, '0:0', 'freeze', `crop=${middle(tiles[place] as Rect)},freezedetect=n=0.002:d=1.2`);
    for (const place of [0, 4, 5]) expect(await frozen(place), `place ${place}`).toEqual([]);
    const cards = [
      { place: 1, from: 0, to: 6_000, text: /Not here yet/ },
      { place: 2, from: 9_360, to: DURATION_MS, text: /Has left/ },
      { place: 3, from: 4_360, to: 8_000, text: /Camera is off/ },
    ];
    for (const { place, from, to, text } of cards) {
      const [[began, ended] = [Number.NaN, Number.NaN], ...others] = await frozen(place);
      expect(others).toEqual([]);
      expect(Math.abs(began - from)).toBeLessThanOrEqual(200);
      expect(Math.min(ended, DURATION_MS)).toBeGreaterThan(to - 200);
      expect(await reader.text(output, from + 1_500, part(tiles[place] as Rect))).toMatch(text);
    }
    expect(await detected(output, '0:0', 'black', 'blackdetect=d=0.1')).toEqual([]);
  });

  it('keeps each voice as a track, silent where it was silent, and the mix as loud as it should be', async () => {
    const late = await detected(output, '0:3', 'silence', 'silencedetect=n=-50dB:d=1');
    expect(late.length).toBe(1);
    expect(Math.abs((late[0]?.[1] ?? 0) - 6_000)).toBeLessThanOrEqual(60);
    const left = await detected(output, '0:4', 'silence', 'silencedetect=n=-50dB:d=1');
    expect(Math.abs((left[0]?.[0] ?? 0) - 9_000)).toBeLessThanOrEqual(60);
    expect(await detected(output, '0:1', 'silence', 'silencedetect=n=-50dB:d=1')).toEqual([]);
    expect(Math.abs((await loudnessOf(output, '0:1')) + 16)).toBeLessThanOrEqual(1);
  });

  it('shows the recorder’s clock in every part of it, over midnight too', async () => {
    for (let ms = 520; ms < DURATION_MS; ms += 1_240) {
      const shown = await reader.clock(output, ms, 'Z');
      expect(Math.abs(shown - (Date.parse(STARTED_AT) + ms)), `at ${ms} ms`).toBeLessThanOrEqual(100);
    }
  });

  it('with a screen, gives it the stage, and before and after whoever speaks', async () => {
    const screen = await makeClip(at('screen.mkv'), { codec: 'VP8', seconds: 4, size: '640x360', moving: false });
    const shared = await makeRecording(at('shared.mkv'), [
      { participantId: 'a', source: 'camera', parts: [{ clip: at('vp8.mkv'), atMs: 0, untilMs: 12_000 }] },
      { participantId: 'a', source: 'microphone', parts: [{ clip: at('sound.mkv'), atMs: 0, untilMs: 12_000 }] },
      { participantId: 'b', source: 'camera', parts: [{ clip: at('h264.mkv'), atMs: 0, untilMs: 12_000 }] },
      { participantId: 'b', source: 'screen', parts: [{ clip: screen, atMs: 6_000, untilMs: 10_000 }] },
    ]);
    const speech = [{ participantId: 'b', fromMs: 2_000, untilMs: 5_000 }];
    const parties = ['a', 'b'].map((participantId) => ({ participantId, name: participantId === 'a' ? 'ZHANG' : 'WANG', role: null }));
    for (const layout of ['speaker', 'picture-in-picture'] as const) {
      await composeRecording(shared, at('shared.mp4'), { layout, story: story({ speech, parties }) });
      const stage = geometryOf(layout, 2).stage as Rect;
      // The screen is black between its flashes; nothing else is.
      const dark = await brightness(at('shared.mp4'), '0:0', middle({ ...stage, height: stage.height / 2 })).then((entries) =>
        entries.filter(({ value }) => value < 30).map(({ ms }) => ms),
      );
      expect(Math.abs((dark[0] ?? 0) - 6_100)).toBeLessThanOrEqual(80);
      expect(Math.abs((dark.at(-1) ?? 0) - 9_960)).toBeLessThanOrEqual(80);
      // No wider than the shortest name: what moves beside it would be read as well.
      const name = (ms: number, width = 76) =>
        reader.text(at('shared.mp4'), ms, part({ x: stage.x, y: stage.y + stage.height - 32, width, height: 32 }));
      expect(await name(1_020)).toMatch(/ZHAN/);
      expect(await name(3_520)).toMatch(layout === 'speaker' ? /WANG/ : /ZHAN/);
      expect(await name(8_020, 260)).toContain('Screen shared by');
    }
  });

  it('is broken off at its cost limit, and where the disk is full, and leaves nothing', async () => {
    const stop = new AbortController();
    const slow = composeInWorker(recording, at('stopped.mp4'), {
      ...{ layout: 'speaker', story: story(), signal: stop.signal },
      onProgress: (ratio) => ratio > 0.15 && stop.abort(new Error('enough')),
    });
    await expect(slow).rejects.toThrow('enough');
    expect(readdirSync(folder).filter((name) => name.includes('stopped'))).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'says that the disk is full (needs root to mount 1 MB of tmpfs)',
    async () => {
      const disk = at('disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
      try {
        const failing = composeRecording(recording, join(disk, 'out.mp4'), { layout: 'side-by-side', story: story() });
        await expect(failing).rejects.toMatchObject({ code: 'disk_low' });
        expect(readdirSync(disk)).toEqual([]);
      } finally {
        execFileSync('umount', [disk]);
      }
    },
  );
});

describe('a journal of which every tenth packet is missing', () => {
  const seed = 20_261_122;
  const service = new TestService();
  // As often as a recorder that has lost something gets one: a flash begins with a picture that needs none before it.
  const parties = [
    { codec: 'VP8', ssrc: 1_000, keyEvery: 25 },
    { codec: 'H264', ssrc: 2_000, keyEvery: 25 },
  ] as const;
  afterAll(() => service.end());

  it('is composed in step, with the clock of the log, and says so where there is no picture', async () => {
    await makeFlashBeepClip(at('lossy.mkv'), parties, 14);
    service.start();
    const client = await service.connect();
    const recordingId = newId('rec');
    const { rtpPort } = await client.open(recordingId, service.keys.wrapKey, 'key-1');
    const tracks = parties.flatMap((party) => Object.values(partyTracks(party)));
    for (const track of tracks) await client.declareTrack(recordingId, track);
    const source = sendClip(at('lossy.mkv'), rtpPort, parties);
    const written = async () => (await client.status()).recordings[0]?.tracks.every((track) => track.writtenPackets > 240) ?? false;
    await until('ten seconds are written', written, 60_000);
    await source.stop();
    await client.close(recordingId, 'ended');

    const { packets } = await readJournal(service.journalDir(recordingId), { unwrapKey: service.keys.unwrapKey });
    console.info(`seed ${seed}`);
    let state = seed;
    const random = (): number => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
    const keys = testKeys();
    /** A file of these packets; what came when is the same for any of them. */
    const muxedOf = async (path: string, some: typeof packets) => {
      let lastUs = packets[0]?.arrivedUs ?? 0;
      const records = some.map(({ type, trackIndex, bytes, arrivedUs }) => {
        const afterMs = (arrivedUs - lastUs) / 1_000;
        lastUs = arrivedUs;
        return { type: type as 1, trackIndex, bytes, afterMs };
      });
      const { dir } = await writeJournal(folder, keys, records, { tracks });
      return muxToMatroska(folderSource(dir), path, { unwrapKey: keys.unwrapKey });
    };
    const [wholePath, muxedPath, output] = [at('whole.mkv'), at('lossy-muxed.mkv'), at('lossy.mp4')];
    const whole = await muxedOf(wholePath, packets);
    const muxed = await muxedOf(
      muxedPath,
      packets.filter(({ type }) => type !== 1 || random() >= 0.1),
    );
    const gaps = muxed.gaps.map(({ fromMs, toMs, trackId }) => ({
      ...{ fromMs, untilMs: toMs, trackId, participantId: null },
      ...({ kind: 'lost', trouble: 'track_silent' } as const),
    }));
    const { cards } = await composeRecording({ matroskaPath: muxedPath, muxed }, output, {
      layout: 'side-by-side',
      story: story({ gaps }),
    });
    const lost = muxed.tracks.reduce((sum, { lostPackets }) => sum + lostPackets, 0);
    console.info(`${lost} of ${packets.length} packets missing, ${cards} cards`);
    expect(lost).toBeGreaterThan(packets.length * 0.06);
    // What was sent, on the clock of what was received.
    const shiftMs = Date.parse(whole.startedAt) - Date.parse(muxed.startedAt);
    const tiles = geometryOf('side-by-side', 2).tiles;
    for (const [index, tile] of tiles.entries()) {
      const sent = startsOver(await brightness(wholePath, `0:${index * 2}`), 170).map((ms) => ms + shiftMs);
      const sounded = startsOver(await loudness(wholePath, `0:${index * 2 + 1}`), -25).map((ms) => ms + shiftMs);
      const flashes = startsOver(await brightness(output, '0:0', middle(tile)), 170);
      const beeps = startsOver(await loudness(output, `0:${index + 2}`), -25);
      const [late, beside, beepsLate] = [apart(flashes, sent), apart(flashes, beeps), apart(beeps, sounded)];
      console.info(
        `10 % loss: ${flashes.length} of ${sent.length} flashes, at most ${Math.round(Math.max(...late))} ms off, ${Math.round(Math.max(...beside))} ms beside their beeps; ${beeps.length} of ${sounded.length} beeps, at most ${Math.round(Math.max(...beepsLate))} ms off`,
      );
      // Of some nothing came that can be shown; those that are shown are in step, each of them.
      expect(flashes.length).toBeGreaterThanOrEqual(sent.length / 2);
      expect(beeps.length).toBeGreaterThanOrEqual(sounded.length * 0.8);
      expect(Math.max(...late, ...beside, ...beepsLate)).toBeLessThanOrEqual(60);
    }
    for (let ms = 1_000; ms < muxed.durationMs - 500; ms += 2_000) {
      const shown = await reader.clock(output, ms, 'Z');
      expect(Math.abs(shown - (Date.parse(muxed.startedAt) + ms)), `at ${ms} ms`).toBeLessThanOrEqual(100);
    }
  });
});

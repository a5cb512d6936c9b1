import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError, newId, type ParticipantId, type RecordingId, type SessionId, type TrackId } from '@guichet/protocol';
import { ffmpegPath } from '@guichet/recording/material';
import { shippedPacks } from '@guichet/rules';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../../prisma/testing.ts';
import { Database } from '../../database/database.ts';
import { areFilesAway, type LookOrder, RecordingLooks } from './recording-looks.ts';

const run = promisify(execFile);
const SECONDS = 12;

let database: Database;
let drop: () => Promise<void>;
let folder: string;
beforeAll(async () => {
  const server = await createTestDatabase();
  [database, drop] = [new Database(server.url), server.drop];
  folder = await mkdtemp(join(tmpdir(), 'guichet-looks-'));
  const make = (...args: string[]) => run(ffmpegPath, ['-loglevel', 'error', '-y', '-f', 'lavfi', ...args]);
  // Somebody speaks, in bursts, over a quiet room; and a camera that goes black for five seconds.
  await make(
    '-i',
    `aevalsrc='0.2*sin(2*PI*180*t)*lt(mod(t,1.5),0.9)+0.001*random(0)':s=48000:d=${SECONDS}`,
    ...['-c:a', 'libopus', join(folder, 'voice.webm')],
  );
  await make(
    '-i',
    `testsrc2=s=320x240:r=10:d=${SECONDS},drawbox=c=black:t=fill:enable='between(t,4,9)'`,
    ...['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', join(folder, 'camera.webm')],
  );
}, 60_000);
afterAll(async () => {
  await database.close();
  await drop();
  await rm(folder, { recursive: true, force: true });
});

function order(over: Partial<LookOrder> = {}): LookOrder {
  const participantId = newId('par') as ParticipantId;
  const track = (kind: 'audio' | 'video', name: string) => ({
    ...{ trackId: newId('trk') as TrackId, participantId, kind, fromMs: 500, toMs: 500 + SECONDS * 1_000 },
    source: kind === 'audio' ? ('microphone' as const) : ('camera' as const),
    file: { name, mediaType: `${kind}/webm` },
  });
  return {
    recordingId: newId('rec') as RecordingId,
    sessionId: newId('ses') as SessionId,
    report: {
      ...{ format: 'guichet.mux-report/1', originMs: 0, durationMs: 13_000, gaps: [], damage: {} },
      tracks: [track('audio', 'voice.webm'), track('video', 'camera.webm')],
    },
    roles: new Map([[participantId as string, 'customer']]),
    retryCount: 0,
    signal: new AbortController().signal,
    ...over,
  };
}

/** @param pathOf what is done before a file is named */
const open = (pathOf: (name: string) => void = () => undefined): RecordingLooks =>
  new RecordingLooks({
    database,
    packs: shippedPacks(['baseline']),
    pathOf: async (_recordingId, name) => {
      pathOf(name);
      return join(folder, name);
    },
    referenceOf: async () => null,
    openEyes: null,
    clock: Date.now,
    log: pino({ level: 'silent' }),
  });

const kept = (recordingId: RecordingId) => database.prisma.recordingLook.findUnique({ where: { recordingId } });

describe('looking at a recording', () => {
  it('says what it looked for and what it found, on the recording’s own clock; what nobody looked for is not there', async () => {
    const wanted = order();
    const [voice, camera] = await open().look(wanted);
    expect(voice?.sound).toMatchObject({ role: 'customer', lookedMs: SECONDS * 1_000 });
    expect(voice?.sound?.speechMs).toBeGreaterThan(4_000);
    expect(voice?.sound?.snrDb).toBeGreaterThan(20);
    const black = camera?.observations.filter(({ check }) => check === 'black') ?? [];
    expect(black).toHaveLength(1);
    expect(Math.abs((black[0]?.fromMs ?? 0) - 4_500)).toBeLessThanOrEqual(500);
    expect(Math.abs((black[0]?.untilMs ?? 0) - 9_500)).toBeLessThanOrEqual(500);
    // Without an engine for faces nobody has looked for any.
    expect(camera?.looks.map(({ check }) => check)).not.toContain('face_absent');
    expect((await kept(wanted.recordingId))?.progress).toBe(1);
  });

  it('goes on behind the track that was whole when it was broken off', async () => {
    const stop = new AbortController();
    const wanted = order();
    const asked: string[] = [];
    const first = open((name) => {
      asked.push(name);
      if (name === 'camera.webm') stop.abort();
    });
    await expect(first.look({ ...wanted, signal: stop.signal })).rejects.toThrow();
    expect((await kept(wanted.recordingId))?.progress).toBe(0.5);
    const looked = await open((name) => asked.push(name)).look(wanted);
    expect(looked).toHaveLength(2);
    expect(asked).toEqual(['voice.webm', 'camera.webm', 'camera.webm']);
  });

  it('leaves a track that cannot be decoded in the end, and its rules have nothing to go by', async () => {
    const wanted = order();
    const [voice, camera] = wanted.report.tracks;
    const broken = { ...wanted.report, tracks: [voice!, { ...camera!, file: { name: 'missing.webm', mediaType: 'video/webm' } }] };
    await expect(open().look({ ...wanted, report: broken })).rejects.toThrow();
    const looked = await open().look({ ...wanted, report: broken, retryCount: 2 });
    expect(looked.map(({ trackId }) => trackId)).toEqual([voice!.trackId]);
  });

  it('of files that are gone says so at once', async () => {
    const away = open(() => {
      throw new AppError('recording_not_ready');
    });
    const error = await away.look({ ...order(), retryCount: 9 }).catch((cause: unknown) => cause);
    expect(areFilesAway(error)).toBe(true);
  });
});

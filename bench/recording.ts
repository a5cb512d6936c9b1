import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@guichet/recording/testing';
import type { BenchContext } from './main.ts';
import { absolute, compare } from './figures.ts';
import type { Figure } from './figures.ts';
import { cpuSeconds, processTree } from './process-cpu.ts';
import { openRecordings, recordByService } from './recording/by-service.ts';
import { recordByFfmpeg } from './recording/by-ffmpeg.ts';
import { captureCall } from './recording/captured-call.ts';
import { replay, writeCall } from './recording/replay.ts';
import { measureInTurns } from './recording/turns.ts';
import { type RecordedCall, pause } from './recording/way.ts';

export const summary = 'what recording a two-party call costs: the recording service beside one ffmpeg -c copy per call';

const SESSIONS = 30;
const MAX_RATIO = 0.6;
const DEFAULT_ROUNDS = 9;
const TAP_MS = 8_000;

/** Everything is done to the same packets: 30 calls of two parties, 640x360 VP8 and Opus, some 320 packets/s each. */
export async function run({ rounds = DEFAULT_ROUNDS, progress }: BenchContext): Promise<readonly Figure[]> {
  return withCall(progress, async (call) => [...(await besideFfmpeg(call, rounds, progress)), ...(await taps(call, progress))]);
}

/** Encodes a call and captures its packets, for as long as `work` needs them. */
export async function withCall<Result>(progress: BenchContext['progress'], work: (call: RecordedCall) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
  try {
    progress('encoding and capturing a call …');
    const { packets, loopMs, clip } = await captureCall(folder);
    progress(`${(packets.length / (loopMs / 1000)).toFixed(0)} packets/s per call`);
    const call = { file: join(folder, 'call.json'), loopMs, folder, clip };
    writeCall(call.file, packets);
    return await work(call);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ours and one ffmpeg per call in turns. */
export async function besideFfmpeg(call: RecordedCall, rounds: number, progress: BenchContext['progress']): Promise<Figure[]> {
  const { perCall, memoryMb, lost } = await measureInTurns(
    { ours: () => recordByService(call, SESSIONS), peer: () => recordByFfmpeg(call, SESSIONS) },
    rounds,
    progress,
  );
  return [
    compare({
      what: `recording, encrypted and chained, per call at ${SESSIONS} calls, beside one ffmpeg -c copy per call`,
      unit: '% of a core',
      rounds: perCall,
      maxRatio: MAX_RATIO,
    }),
    {
      what: 'memory of all recording processes (RSS)',
      ours: memoryMb.ours,
      peer: memoryMb.peer,
      ratio: memoryMb.ours / memoryMb.peer,
      unit: 'MB',
    },
    absolute({ what: 'packets sent and not recorded', ours: lost.ours ?? 1, unit: 'share', limit: { below: 0.001 } }),
  ];
}

/** What the decoders of one call's taps use. */
async function taps(call: RecordedCall, progress: BenchContext['progress']): Promise<Figure[]> {
  const cases = [
    {
      what: 'tap: a still of 180p each second, every frame of 640x360 VP8 decoded',
      name: 'tap.stills',
      stream: 0,
      over: { everyMs: 1_000 },
    },
    { what: 'tap: stills of key frames alone', name: 'tap.stills', stream: 0, over: { everyMs: 1_000, frames: 'keyframes' } },
    { what: 'tap: 16 kHz PCM of one voice', name: 'tap.pcm', stream: 1, over: {} },
  ] as const;
  progress('taps …');
  const figures: Figure[] = [];
  for (const { what, name, stream, over } of cases) {
    const { service, client, opened } = await openRecordings(1);
    try {
      const [{ recordingId, tracks, plan }] = opened as [(typeof opened)[number]];
      const trackId = (tracks[stream] as (typeof tracks)[number]).trackId;
      let frames = 0;
      await client.tap({ name, payload: { recordingId, trackId, ...over } } as Parameters<typeof client.tap>[0], {
        onFrame: () => (frames += 1),
      });
      const player = replay({ callFile: call.file, loopMs: call.loopMs, sessions: [plan] });
      await until('the tap runs', () => frames > 0, 30_000);
      const pids = processTree(service.pid).filter((pid) => pid !== service.pid);
      const before = cpuSeconds(pids);
      await pause(TAP_MS);
      figures.push(absolute({ what, ours: ((cpuSeconds(pids) - before) / (TAP_MS / 1000)) * 100, unit: '% of a core' }));
      await player.stop();
    } finally {
      await service.end();
    }
  }
  return figures;
}

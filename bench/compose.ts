import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeClip, makeRecording } from '@guichet/recording/testing';
import { absolute, compare, type Figure } from './figures.ts';
import { interleave } from './interleave.ts';
import type { BenchContext } from './main.ts';
import { processTree, residentMb } from './process-cpu.ts';
import { ffmpegPath } from './recording/ffmpeg.ts';

export const summary =
  'what a composite of two parties costs beside ffmpeg putting the same two side by side, and how much memory it takes';

const DEFAULT_ROUNDS = 3;
const SECONDS = 60;
const SAMPLE_EVERY_MS = 100;

interface Run {
  readonly seconds: number;
  readonly peakMb: number;
}

export async function run({ rounds = DEFAULT_ROUNDS, progress }: BenchContext): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
  const at = (name: string): string => join(folder, name);
  try {
    progress(`making ${SECONDS} s of two parties`);
    const source = at('recording.mkv');
    const long = at('long.mkv');
    const clips = {
      camera: await makeClip(at('camera.mkv'), { codec: 'H264', seconds: SECONDS }),
      other: await makeClip(at('other.mkv'), { codec: 'VP8', seconds: SECONDS }),
      voice: await makeClip(at('voice.mkv'), { codec: 'opus', seconds: SECONDS, speaking: true }),
    };
    for (const [path, times] of [
      [source, 1],
      [long, 3],
    ] as const) {
      // A clip's last packet lies a little behind its length: the next turn begins a second later.
      const parts = (clip: string) => Array.from({ length: times }, (_, turn) => ({ clip, atMs: turn * (SECONDS + 1) * 1_000 }));
      const recording = await makeRecording(path, [
        { participantId: 'a', source: 'camera', parts: parts(clips.camera) },
        { participantId: 'a', source: 'microphone', parts: parts(clips.voice) },
        { participantId: 'b', source: 'camera', parts: parts(clips.other) },
        { participantId: 'b', source: 'microphone', parts: parts(clips.voice) },
      ]);
      writeFileSync(`${path}.json`, JSON.stringify(recording));
    }
    const compose = (path: string) =>
      measured([process.execPath, join(import.meta.dirname, 'compose', 'compose-main.ts'), `${path}.json`, at('composite.mp4')]);
    const timed = await interleave(
      { ours: () => compose(source), plain: () => measured([ffmpegPath, ...sideBySide(source, at('plain.mp4'))]) },
      rounds,
      (name, round, { seconds, peakMb }) => progress(`round ${round}: ${name} ${seconds.toFixed(1)} s, ${peakMb.toFixed(0)} MB`),
    );
    progress('a recording three times as long');
    const longer = await compose(long);
    const secondsOf = (runs: readonly Run[]) => runs.map(({ seconds }) => seconds);
    const peakOf = (runs: readonly Run[]) => Math.max(...runs.map(({ peakMb }) => peakMb));
    return [
      compare({
        what: `a composite of ${SECONDS} s of two parties (clock, names, cards, −16 LUFS, a track for each), to ffmpeg's hstack of the same`,
        unit: 's',
        rounds: { ours: secondsOf(timed.ours), peer: secondsOf(timed.plain) },
      }),
      absolute({ what: 'the same, to the time that was recorded', ours: Math.min(...secondsOf(timed.ours)) / SECONDS, unit: 'share' }),
      compare({
        what: 'most memory it took, all processes together',
        unit: 'MB',
        rounds: { ours: timed.ours.map(({ peakMb }) => peakMb), peer: timed.plain.map(({ peakMb }) => peakMb) },
      }),
      absolute({
        what: 'most memory for three times as long, to that',
        ours: longer.peakMb / peakOf(timed.ours),
        unit: 'share',
        limit: { below: 1.25 },
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What somebody would type who only wants the two beside one another: same sizes, same encoders, nothing written into the picture. */
function sideBySide(source: string, output: string): string[] {
  const tile = 'scale=640:360,setsar=1,fps=25';
  const graph = `[0:0]${tile}[a];[0:2]${tile}[b];[a][b]hstack[v];[0:1][0:3]amix=inputs=2[s]`;
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', '-i', source, '-filter_complex', graph, '-map', '[v]', '-map', '[s]'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '24', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-movflags', '+faststart', output],
  ];
}

async function measured([command = '', ...args]: readonly string[]): Promise<Run> {
  const startedAtMs = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  let peakMb = 0;
  const sampling = setInterval(() => {
    if (child.pid !== undefined) peakMb = Math.max(peakMb, residentMb(processTree(child.pid)));
  }, SAMPLE_EVERY_MS);
  const [code] = await ended;
  clearInterval(sampling);
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  return { seconds: (performance.now() - startedAtMs) / 1_000, peakMb };
}

import { spawn } from 'node:child_process';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import type { RecordedCall } from '../kit/recorded-call.ts';

const OPUS_PACKET_MS = 20;

export interface Hole {
  readonly participantId: string;
  /** Wall clock, Unix ms. */
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * What is missing of each party's sound between its first and its last packet, by the times of the packets in the muxed file: counted by another
 * program than the one that states the gaps. A party whose track began anew is one party.
 */
export async function holesOf(recording: RecordedCall, longerThanMs = 200): Promise<readonly Hole[]> {
  const times = new Map<string, number[]>();
  for (const { participantId, index } of recording.tracks.filter(({ kind }) => kind === 'audio')) {
    times.set(participantId, [...(times.get(participantId) ?? []), ...(await packetTimes(recording.path, index))]);
  }
  const holes: Hole[] = [];
  for (const [participantId, unsorted] of times) {
    const sorted = unsorted.toSorted((one, other) => one - other);
    for (const [index, atMs] of sorted.entries()) {
      const previous = sorted[index - 1];
      if (previous === undefined || atMs - previous - OPUS_PACKET_MS < longerThanMs) continue;
      holes.push({ participantId, fromMs: recording.startedAtMs + previous + OPUS_PACKET_MS, toMs: recording.startedAtMs + atMs });
    }
  }
  return holes;
}

/** The share of a party's packets that are not there, for losses that leave no long hole. */
export async function missingShare(recording: RecordedCall): Promise<number> {
  const shares = await Promise.all(
    recording.tracks
      .filter(({ kind }) => kind === 'audio')
      .map(async ({ index }) => {
        const times = await packetTimes(recording.path, index);
        const spanMs = (times.at(-1) ?? 0) - (times[0] ?? 0) + OPUS_PACKET_MS;
        return 1 - (times.length * OPUS_PACKET_MS) / spanMs;
      }),
  );
  return Math.max(...shares);
}

/** Times of one audio track's packets in the file, in milliseconds, read by ffmpeg without decoding. */
async function packetTimes(path: string, audioIndex: number): Promise<number[]> {
  const args = [
    '-v',
    'error',
    '-nostdin',
    '-protocol_whitelist',
    'file,pipe',
    '-i',
    path,
    '-map',
    `0:a:${audioIndex}`,
    '-c',
    'copy',
    '-f',
    'framecrc',
    '-',
  ];
  const child = spawn(ffmpeg.path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('latin1')));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`ffmpeg could not read the recording: ${errors}`);
  const [, numerator = '1', denominator = '1000'] = /#tb 0: (\d+)\/(\d+)/.exec(text) ?? [];
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => (Number(line.split(',')[2]) * Number(numerator) * 1000) / Number(denominator));
}

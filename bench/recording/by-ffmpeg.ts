import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@guichet/recording/testing';
import { residentMb } from '../process-cpu.ts';
import { PAYLOAD_TYPES } from './captured-call.ts';
import { killAndWait } from './end-process.ts';
import { ffmpegPath } from './ffmpeg.ts';
import { freePortPairs } from './free-ports.ts';
import { replay } from './replay.ts';
import { type RecordedCall, type RecordingWay, pause, playedShare } from './way.ts';

const START_MS = 1_500;
const FIRST_BYTES_WITHIN_MS = 60_000;
const WRITING_BYTES = 100_000;
const LAST_PACKETS_MS = 200;

/** The usual way: one `ffmpeg -c copy` for each call, from RTP to Matroska; neither encrypted nor hashed. */
export async function recordByFfmpeg(call: RecordedCall, calls: number): Promise<RecordingWay> {
  const folder = mkdtempSync(join(call.folder, 'ffmpeg-'));
  const children: ChildProcess[] = [];
  const sessions: { readonly ssrcs: number[]; readonly rtpPorts: number[]; readonly rtcpPorts: number[] }[] = [];
  for (let i = 0; i < calls; i++) {
    const ports = await freePortPairs(4);
    const sdp = join(folder, `${i}.sdp`);
    writeFileSync(sdp, describe(ports));
    children.push(spawn(ffmpegPath, [...COPY, '-i', sdp, ...OUT, join(folder, `${i}.mkv`)], { stdio: 'ignore' }));
    const ssrcs = [0, 1, 2, 3].map((stream) => 1_000 + i * 10 + stream);
    sessions.push({ ssrcs, rtpPorts: ports, rtcpPorts: ports.map((port) => port + 1) });
  }
  await pause(START_MS);
  const player = replay({ callFile: call.file, loopMs: call.loopMs, sessions });
  const files = sessions.map((_, i) => join(folder, `${i}.mkv`));
  // ffmpeg looks at the streams for some seconds before it writes; that is not counted.
  await until('all files are being written', () => files.every((file) => sizeOf(file) > WRITING_BYTES), FIRST_BYTES_WITHIN_MS);
  const pids = children.map((child) => child.pid as number);
  // ffmpeg takes ten silent seconds for the end of a call, so between its turns it is stopped.
  const turn = {
    play: async (playing: boolean): Promise<void> => {
      if (playing) for (const child of children) child.kill('SIGCONT');
      player.play(playing);
      if (playing) return;
      await pause(LAST_PACKETS_MS);
      for (const child of children) child.kill('SIGSTOP');
    },
  };
  await turn.play(false);
  return {
    calls,
    measure: async (settleMs, ms) => {
      if (children.some((child) => child.exitCode !== null)) throw new Error('An ffmpeg has ended: the figure would be wrong');
      return playedShare(turn, { pids: () => pids, calls, settleMs, ms });
    },
    get memoryMb() {
      return residentMb(pids);
    },
    end: async () => {
      await player.stop();
      await Promise.all(children.map((child) => killAndWait(child)));
      rmSync(folder, { recursive: true, force: true });
      return null;
    },
  };
}

const COPY = '-hide_banner -loglevel error -nostats -nostdin -y -protocol_whitelist file,udp,rtp'.split(' ');
const OUT = '-map 0 -c copy -f matroska'.split(' ');

function describe(ports: readonly number[]): string {
  const media = ports.map((port, stream) =>
    PAYLOAD_TYPES[stream] === 96
      ? `m=video ${port} RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n`
      : `m=audio ${port} RTP/AVP 111\r\na=rtpmap:111 opus/48000/2\r\n`,
  );
  return `v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=call\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n${media.join('')}`;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import type { RecordedTrackInput, TrackId } from '@guichet/protocol';
import { TestService, opusTrack, until, videoTrack } from '@guichet/recording/testing';
import type { BenchContext } from './main.ts';
import { compare, median } from './figures.ts';
import type { Figure } from './figures.ts';
import { interleave } from './interleave.ts';
import { cpuSeconds, cpuShare, processTree } from './process-cpu.ts';
import { PAYLOAD_TYPES, captureCall } from './recording/captured-call.ts';
import { ffmpegPath } from './recording/ffmpeg.ts';
import { replay, writeCall } from './recording/replay.ts';

export const summary = 'what recording a two-party call costs: the recording service beside one ffmpeg -c copy per call';

const SESSIONS = 30;
const WARM_UP_MS = 3_000;
const MEASURE_MS = 8_000;
const MAX_RATIO = 0.6;
const DEFAULT_ROUNDS = 5;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Call {
  readonly file: string;
  readonly loopMs: number;
  readonly folder: string;
}

interface Round {
  /** Percent of a core per session, over an idle service where there is one. */
  readonly perSession: number;
  readonly lostRatio: number;
  readonly memoryMb: number;
}

/** Everything is done to the same packets: 30 calls of two parties, 640x360 VP8 and Opus, some 320 packets/s each. */
export async function run({ rounds = DEFAULT_ROUNDS, progress }: BenchContext): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
  try {
    progress('encoding and capturing a call …');
    const { packets, loopMs } = await captureCall(folder);
    progress(`${(packets.length / (loopMs / 1000)).toFixed(0)} packets/s per call, ${SESSIONS} calls`);
    const call = { file: join(folder, 'call.json'), loopMs, folder };
    writeCall(call.file, packets);
    const results = await interleave({ ours: () => byService(call), peer: () => byFfmpeg(call) }, rounds, (name, round, result) => {
      progress(
        `round ${round} ${name}: ${result.perSession.toFixed(3)} % of a core per call, ${(result.lostRatio * 100).toFixed(3)} % lost, ${result.memoryMb.toFixed(0)} MB`,
      );
    });
    const of = (pick: (round: Round) => number) => ({ ours: results.ours.map(pick), peer: results.peer.map(pick) });
    const lost = of((round) => round.lostRatio);
    progress('taps …');
    return [
      compare({
        what: `recording, encrypted and chained, per call at ${SESSIONS} calls, beside ffmpeg -c copy`,
        unit: '% of a core',
        rounds: of((round) => round.perSession),
        maxRatio: MAX_RATIO,
      }),
      { ...compare({ what: 'memory of all recording processes (RSS)', unit: 'MB', rounds: of((round) => round.memoryMb) }) },
      {
        what: 'packets sent and not recorded',
        ours: median(lost.ours),
        peer: null,
        ratio: null,
        unit: 'share',
        limit: '< 0.001',
        ok: median(lost.ours) < 0.001,
      },
      ...(await taps(call)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const streamTracks = (ssrcs: readonly number[]): (RecordedTrackInput & { trackId: TrackId })[] =>
  ssrcs.map((ssrc, stream) => (PAYLOAD_TYPES[stream] === 96 ? videoTrack(ssrc) : opusTrack(ssrc)));

async function startService(sessions: number) {
  const service = new TestService();
  service.start();
  const client = await service.connect();
  const idle = await cpuShare([service.pid], () => pause(MEASURE_MS / 2));
  const opened = [];
  for (let i = 0; i < sessions; i++) {
    const recordingId = newId('rec');
    const { rtpPort } = await client.open(recordingId, service.keys.wrapKey, 'bench');
    const ssrcs = [0, 1, 2, 3].map((stream) => 1_000 + i * 10 + stream);
    const tracks = streamTracks(ssrcs);
    for (const track of tracks) await client.declareTrack(recordingId, track);
    opened.push({ recordingId, tracks, plan: { ssrcs, rtpPorts: ssrcs.map(() => rtpPort), rtcpPorts: ssrcs.map(() => rtpPort) } });
  }
  return { service, client, idle, opened };
}

async function byService(call: Call): Promise<Round> {
  const { service, client, idle, opened } = await startService(SESSIONS);
  try {
    const player = replay({ callFile: call.file, loopMs: call.loopMs, sessions: opened.map(({ plan }) => plan) });
    await pause(WARM_UP_MS);
    const share = await cpuShare([service.pid], () => pause(MEASURE_MS));
    const memoryMb = residentMb([service.pid]);
    const sent = await player.stop();
    await pause(500);
    const { recordings } = await client.status();
    const written = recordings.flatMap((recording) => recording.tracks).reduce((sum, track) => sum + track.writtenPackets, 0);
    return { perSession: ((share - idle) * 100) / SESSIONS, lostRatio: 1 - written / sent, memoryMb };
  } finally {
    await service.end();
  }
}

async function byFfmpeg(call: Call): Promise<Round> {
  const folder = mkdtempSync(join(call.folder, 'ffmpeg-'));
  const children: ChildProcess[] = [];
  try {
    const plans: { readonly ssrcs: number[]; readonly rtpPorts: number[]; readonly rtcpPorts: number[] }[] = [];
    for (let i = 0; i < SESSIONS; i++) {
      const ports = await freePortPairs(4);
      const ssrcs = [0, 1, 2, 3].map((stream) => 1_000 + i * 10 + stream);
      const sdp = join(folder, `${i}.sdp`);
      writeFileSync(sdp, describe(ports));
      children.push(
        spawn(
          ffmpegPath,
          [
            '-hide_banner',
            '-loglevel',
            'error',
            '-nostats',
            '-nostdin',
            '-y',
            '-protocol_whitelist',
            'file,udp,rtp',
            '-i',
            sdp,
            '-map',
            '0',
            '-c',
            'copy',
            '-f',
            'matroska',
            join(folder, `${i}.mkv`),
          ],
          { stdio: 'ignore' },
        ),
      );
      plans.push({ ssrcs, rtpPorts: ports, rtcpPorts: ports.map((port) => port + 1) });
    }
    await pause(1_500);
    const player = replay({ callFile: call.file, loopMs: call.loopMs, sessions: plans });
    // ffmpeg looks at the streams for some seconds before it writes; that is not counted.
    await until('all files are being written', () => plans.every((_, i) => sizeOf(join(folder, `${i}.mkv`)) > 100_000), 60_000);
    await pause(WARM_UP_MS);
    const pids = children.map((child) => child.pid as number);
    const share = await cpuShare(pids, () => pause(MEASURE_MS));
    const memoryMb = residentMb(pids);
    await player.stop();
    return { perSession: (share * 100) / SESSIONS, lostRatio: Number.NaN, memoryMb };
  } finally {
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }),
    );
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the decoders of one call's taps use. */
async function taps(call: Call): Promise<Figure[]> {
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
  const figures: Figure[] = [];
  for (const { what, name, stream, over } of cases) {
    const { service, client, opened } = await startService(1);
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
      await pause(MEASURE_MS);
      figures.push({ what, ours: ((cpuSeconds(pids) - before) / (MEASURE_MS / 1000)) * 100, peer: null, ratio: null, unit: '% of a core' });
      await player.stop();
    } finally {
      await service.end();
    }
  }
  return figures;
}

function describe(ports: readonly number[]): string {
  const media = ports.map((port, stream) =>
    PAYLOAD_TYPES[stream] === 96
      ? `m=video ${port} RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n`
      : `m=audio ${port} RTP/AVP 111\r\na=rtpmap:111 opus/48000/2\r\n`,
  );
  return `v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=call\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n${media.join('')}`;
}

/** Even ports whose odd neighbours are free as well: ffmpeg wants RTP and RTCP next to each other. */
async function freePortPairs(count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    nextPort = nextPort > 58_000 ? 40_000 : nextPort + 2;
    const port = nextPort;
    if ((await isFree(port)) && (await isFree(port + 1))) found.push(port);
  }
  return found;
}

let nextPort = 40_000;

async function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  socket.bind({ port, address: '127.0.0.1', exclusive: true });
  try {
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function residentMb(pids: readonly number[]): number {
  const pages = pids.map((pid) => Number(readStatm(pid).split(' ')[1] ?? 0));
  return (pages.reduce((sum, count) => sum + count, 0) * 4_096) / 1024 / 1024;
}

function readStatm(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/statm`, 'latin1');
  } catch {
    return '';
  }
}

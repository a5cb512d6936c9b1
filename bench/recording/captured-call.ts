import { execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ffmpegPath } from './ffmpeg.ts';

const run = promisify(execFile);
const SECONDS = 8;

/** One packet of the call: when, and of which stream. */
export interface CapturedPacket {
  readonly atMs: number;
  /** When the first packet of its frame came: what its RTP timestamp is made of. */
  readonly frameMs: number;
  /** 0 and 2: the pictures of the two parties (VP8, payload type 96), 1 and 3: their sound (Opus, 111). */
  readonly stream: number;
  readonly bytes: Buffer;
}

/** Ticks per millisecond of each stream's RTP clock. */
export const TICKS_PER_MS = [90, 48, 90, 48];
export const PAYLOAD_TYPES = [96, 111, 96, 111];

/** A call of two parties, 640x360 VP8 and Opus, as real packets of a real packetiser; played in a loop by `rtp-replayer.ts`. */
export async function captureCall(
  folder: string,
): Promise<{ readonly packets: CapturedPacket[]; readonly loopMs: number; readonly clip: string }> {
  const clip = join(folder, 'call.webm');
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25,noise=alls=12:allf=t'];
  const sound = ['-f', 'lavfi', '-i', 'anoisesrc=c=pink:r=48000:a=0.2'];
  await run(ffmpegPath, [
    '-hide_banner',
    '-loglevel',
    'error',
    '-nostdin',
    '-y',
    ...picture,
    ...sound,
    '-map',
    '0:v',
    '-c:v',
    'libvpx',
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
    '-lag-in-frames',
    '0',
    '-b:v',
    '950k',
    '-minrate',
    '950k',
    '-maxrate',
    '950k',
    '-bufsize',
    '300k',
    '-g',
    '100',
    '-map',
    '1:a',
    '-c:a',
    'libopus',
    '-b:a',
    '32k',
    '-t',
    String(SECONDS),
    '-f',
    'webm',
    clip,
  ]);

  const sockets = await Promise.all(
    [96, 111].map(async () => {
      const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      return socket;
    }),
  );
  const ofOneParty: CapturedPacket[] = [];
  const frames = new Map<string, number>();
  let startedAt: number | null = null;
  for (const [stream, socket] of sockets.entries()) {
    socket.on('message', (bytes) => {
      const second = bytes[1] ?? 0;
      // Sender reports are made anew when the packets are played.
      if (second >= 192 && second <= 223) return;
      startedAt ??= performance.now();
      const atMs = performance.now() - startedAt;
      const frame = `${stream} ${bytes.readUInt32BE(4)}`;
      const frameMs = frames.get(frame) ?? atMs;
      frames.set(frame, frameMs);
      ofOneParty.push({ atMs, frameMs, stream, bytes });
    });
  }
  const [pictures, sounds] = sockets.map(
    (socket) => `rtp://127.0.0.1:${socket.address().port}?rtcpport=${socket.address().port}&pkt_size=1200`,
  );
  const sender = spawn(
    ffmpegPath,
    [
      '-hide_banner',
      '-loglevel',
      'error',
      '-nostdin',
      '-re',
      '-i',
      clip,
      '-map',
      '0:v',
      '-c',
      'copy',
      '-f',
      'rtp',
      '-payload_type',
      '96',
      `${pictures}`,
      '-map',
      '0:a',
      '-c',
      'copy',
      '-f',
      'rtp',
      '-payload_type',
      '111',
      `${sounds}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await once(sender, 'exit');
  for (const socket of sockets) socket.close();

  const loopMs = SECONDS * 1000;
  // The second party is the first, half a loop later: pictures of the two don't come in step.
  const other = ofOneParty.map(({ atMs, frameMs, stream, bytes }) => {
    const moved = (frameMs + loopMs / 2) % loopMs;
    return { atMs: moved + atMs - frameMs, frameMs: moved, stream: stream + 2, bytes };
  });
  return { packets: [...ofOneParty, ...other].sort((a, b) => a.atMs - b.atMs), loopMs, clip };
}

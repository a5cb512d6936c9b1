import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import type { Writable } from 'node:stream';
import { FACE_HEIGHT_PX, FACE_WIDTH_PX } from '../face/face-svg.ts';
import { SAMPLE_RATE_HZ } from '../speech/spoken-line.ts';

export const FRAMES_PER_SECOND = 15;
export const VIDEO_CLOCK_HZ = 90_000;

/** Fits an IPv6 path of 1280 bytes with UDP, SRTP tag, RTP header and extensions. */
const MAX_PACKET_BYTES = 1_150;
/** Whoever comes in later sees the face after at most a second; a still picture makes that cheap. */
const KEY_FRAME_EVERY = FRAMES_PER_SECOND;

export interface EncoderOptions {
  readonly ffmpegPath: string;
  readonly onPacket: (kind: 'audio' | 'video', packet: Buffer) => void;
  /** It ended although nobody closed it. */
  readonly onFailed: () => void;
}

/** One ffmpeg that makes VP8 and Opus of pictures and samples, as RTP on the loopback. */
export class Encoder {
  readonly #child: ChildProcess;
  readonly #sockets: readonly Socket[];
  #closed = false;

  static async start(options: EncoderOptions): Promise<Encoder> {
    const [video, audio] = await Promise.all([listen(), listen()]);
    video.on('message', (packet) => options.onPacket('video', packet));
    audio.on('message', (packet) => options.onPacket('audio', packet));
    return new Encoder(options, video, audio);
  }

  private constructor({ ffmpegPath, onFailed }: EncoderOptions, video: Socket, audio: Socket) {
    this.#sockets = [video, audio];
    this.#child = spawn(ffmpegPath, describe(video.address().port, audio.address().port), {
      stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    });
    const failed = (): void => {
      if (this.#closed) return;
      this.close();
      onFailed();
    };
    this.#child.on('error', failed);
    this.#child.on('exit', failed);
    for (const stream of [this.#child.stdin, this.#child.stdio[3]]) stream?.on('error', () => undefined);
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /** Bytes that ffmpeg has not taken yet. */
  get backlogBytes(): number {
    return this.#child.stdin?.writableLength ?? 0;
  }

  picture(frame: Buffer): void {
    this.#child.stdin?.write(frame);
  }

  sound(samples: Int16Array): void {
    (this.#child.stdio[3] as Writable).write(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#child.kill('SIGKILL');
    for (const socket of this.#sockets) socket.close();
  }
}

function describe(videoPort: number, audioPort: number): string[] {
  const size = `${FACE_WIDTH_PX}x${FACE_HEIGHT_PX}`;
  const live = ['-fflags', 'nobuffer', '-probesize', '32', '-analyzeduration', '0', '-thread_queue_size', '64'];
  const to = (port: number): string => `rtp://127.0.0.1:${port}?rtcpport=${port}&pkt_size=${MAX_PACKET_BYTES}`;
  return [
    ...['-hide_banner', '-v', 'error', '-nostats'],
    ...[...live, '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', size, '-r', String(FRAMES_PER_SECOND), '-i', 'pipe:0'],
    ...[...live, '-f', 's16le', '-ar', String(SAMPLE_RATE_HZ), '-ac', '1', '-i', 'pipe:3'],
    ...['-map', '0:v', '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-lag-in-frames', '0', '-threads', '1'],
    ...['-b:v', '500k', '-maxrate', '700k', '-bufsize', '700k', '-g', String(KEY_FRAME_EVERY), '-error-resilient', '1'],
    ...['-flush_packets', '1', '-f', 'rtp', to(videoPort)],
    ...['-map', '1:a', '-c:a', 'libopus', '-b:a', '32k', '-application', 'voip', '-frame_duration', '20', '-ac', '1'],
    ...['-flush_packets', '1', '-f', 'rtp', to(audioPort)],
  ];
}

function listen(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => resolve(socket));
  });
}

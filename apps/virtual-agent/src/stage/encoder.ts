import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { FACE_HEIGHT_PX, FACE_WIDTH_PX } from '../face/face-svg.ts';
import { SAMPLE_RATE_HZ } from '../speech/spoken-line.ts';

export const FRAMES_PER_SECOND = 15;

/** Fits an IPv6 path of 1280 bytes with UDP, SRTP tag, RTP header and extensions. */
const MAX_PACKET_BYTES = 1_150;
/** Whoever comes in later sees the face after at most a second; a still picture makes that cheap. */
const KEY_FRAME_EVERY = FRAMES_PER_SECOND;
const ASK_WITHIN_MS = 5_000;

export type EncodedAs = 'opus' | 'vp8' | 'h264';

/** The clock of the RTP timestamps. */
export const CLOCK_HZ: Readonly<Record<EncodedAs, number>> = { opus: SAMPLE_RATE_HZ, vp8: 90_000, h264: 90_000 };

export interface EncoderOptions {
  readonly ffmpegPath: string;
  readonly as: EncodedAs;
  readonly onPacket: (packet: Buffer) => void;
  /** It ended although nobody closed it. */
  readonly onFailed: () => void;
}

/** One ffmpeg that makes RTP on the loopback of pictures or of samples. */
export class Encoder {
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  #closed = false;

  static async start(options: EncoderOptions): Promise<Encoder> {
    const socket = await listen();
    socket.on('message', options.onPacket);
    return new Encoder(options, socket);
  }

  private constructor({ ffmpegPath, as, onFailed }: EncoderOptions, socket: Socket) {
    this.#socket = socket;
    const { port } = socket.address();
    const to = ['-flush_packets', '1', '-f', 'rtp', `rtp://127.0.0.1:${port}?rtcpport=${port}&pkt_size=${MAX_PACKET_BYTES}`];
    this.#child = spawn(ffmpegPath, ['-hide_banner', '-v', 'error', '-nostats', ...LIVE, ...INPUTS[as], ...CODECS[as], ...to], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const failed = (): void => {
      if (this.#closed) return;
      this.close();
      onFailed();
    };
    this.#child.on('error', failed);
    this.#child.on('exit', failed);
    this.#child.stdin?.on('error', () => undefined);
  }

  /** A picture as I420, or samples. */
  take(bytes: Uint8Array): void {
    this.#child.stdin?.write(bytes);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#child.kill('SIGKILL');
    this.#socket.close();
  }
}

const LIVE = ['-fflags', 'nobuffer', '-probesize', '32', '-analyzeduration', '0', '-thread_queue_size', '64'];
const PICTURES = [
  ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${FACE_WIDTH_PX}x${FACE_HEIGHT_PX}`],
  ...['-r', String(FRAMES_PER_SECOND), '-i', 'pipe:0'],
];
const SAMPLES = ['-f', 's16le', '-ar', String(SAMPLE_RATE_HZ), '-ac', '1', '-i', 'pipe:0'];
const INPUTS: Readonly<Record<EncodedAs, readonly string[]>> = { opus: SAMPLES, vp8: PICTURES, h264: PICTURES };

const BIT_RATE = ['-b:v', '500k', '-maxrate', '700k', '-bufsize', '700k', '-g', String(KEY_FRAME_EVERY), '-threads', '1'];
const CODECS: Readonly<Record<EncodedAs, readonly string[]>> = {
  opus: ['-c:a', 'libopus', '-b:a', '32k', '-application', 'voip', '-frame_duration', '20', '-ac', '1'],
  vp8: ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-lag-in-frames', '0', '-error-resilient', '1', ...BIT_RATE],
  // Constrained baseline 3.1 (42e01f), which every browser decodes (RFC 7742 section 6.2); parameter sets before every key frame.
  h264: [
    ...['-c:v', 'libx264', '-profile:v', 'baseline', '-level', '3.1', '-preset', 'veryfast', '-tune', 'zerolatency'],
    ...['-bsf:v', 'dump_extra', ...BIT_RATE],
  ],
};

/** Whether this ffmpeg can make H.264: not every distribution's can. */
export function canEncodeH264(ffmpegPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(ffmpegPath, ['-hide_banner', '-encoders'], { timeout: ASK_WITHIN_MS, maxBuffer: 1 << 22 }, (error, encoders) => {
      resolve(error === null && encoders.includes(' libx264 '));
    });
  });
}

function listen(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => resolve(socket));
  });
}

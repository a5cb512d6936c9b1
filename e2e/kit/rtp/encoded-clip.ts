import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';
import { loadCodec } from '@guichet/rtc-peer';
import type { FlashBeepFiles } from '../flash-beep/source-files.ts';
import type { FrameSource, PacketisedFrame } from './frame-source.ts';
import { packetiseH264 } from './h264-frames.ts';
import { readAccessUnits, readIvfFrames, readOggPackets } from './media-containers.ts';
import { packetiseVp8 } from './vp8-frames.ts';

export interface ClipOptions {
  readonly videoCodec: typeof loadCodec.vp8 | typeof loadCodec.h264;
  readonly framesPerSecond: number;
  readonly durationSeconds: number;
  readonly videoKbps: number;
  readonly audioKbps: number;
}

/** Really coded picture and sound, to be sent over and over. Recordings of it can be decoded and measured. */
export interface EncodedClip {
  readonly audio: readonly PacketisedFrame[];
  readonly video: readonly PacketisedFrame[];
}

const encodeTimeoutMs = 120_000;
const largestClipBytes = 512_000_000;
const opusPacketsPerSecond = 50;
const run = promisify(execFile);

/** Codes a flash-and-beep pair of files as a browser would: no B-frames, Opus in packets of 20 ms, a key frame every second. */
export async function encodeClip(files: FlashBeepFiles, options: ClipOptions): Promise<EncodedClip> {
  const [video, audio] = await Promise.all([encodeVideo(files.videoPath, options), encodeAudio(files.audioPath, options)]);
  return { video, audio };
}

/** Gives a clip's frames one after the other, from the start again at the end. */
export class ClipFrames implements FrameSource {
  readonly #frames: readonly PacketisedFrame[];
  #next = 0;

  constructor(frames: readonly PacketisedFrame[]) {
    if (frames.length === 0) throw new RangeError('The clip has no frames');
    this.#frames = frames;
  }

  next(): PacketisedFrame {
    const frame = this.#frames[this.#next];
    this.#next = (this.#next + 1) % this.#frames.length;
    if (!frame) throw new RangeError('The clip ended');
    return frame;
  }

  requestKeyFrame(): void {
    // The clip is coded already; its next key frame is less than a second away.
  }
}

async function encodeVideo(path: string, options: ClipOptions): Promise<PacketisedFrame[]> {
  const rate = ['-b:v', `${options.videoKbps}k`, '-g', String(options.framesPerSecond), '-r', String(options.framesPerSecond)];
  if (options.videoCodec === loadCodec.vp8) {
    const realTime = ['-deadline', 'realtime', '-cpu-used', '8', '-auto-alt-ref', '0', '-lag-in-frames', '0'];
    const ivf = await ffmpeg(path, options, ['-c:v', 'libvpx', ...realTime, ...rate, '-f', 'ivf']);
    // RFC 6386 section 9.1: the first bit of a key frame is 0.
    return readIvfFrames(ivf).map((frame) => ({ payloads: packetiseVp8(frame), keyFrame: ((frame[0] ?? 1) & 1) === 0 }));
  }
  const profile = ['-profile:v', 'baseline', '-level', '3.1', '-preset', 'veryfast', '-tune', 'zerolatency', '-threads', '1'];
  const headers = ['-x264-params', 'aud=1:repeat-headers=1:scenecut=0'];
  const annexB = await ffmpeg(path, options, ['-c:v', 'libx264', ...profile, ...headers, ...rate, '-f', 'h264']);
  return readAccessUnits(annexB).map((units) => ({
    payloads: packetiseH264(units),
    keyFrame: units.some((unit) => ((unit[0] ?? 0) & 0x1f) === 5),
  }));
}

async function encodeAudio(path: string, options: ClipOptions): Promise<PacketisedFrame[]> {
  const opus = ['-c:a', 'libopus', '-b:a', `${options.audioKbps}k`, '-application', 'voip', '-frame_duration', '20'];
  const ogg = await ffmpeg(path, options, [...opus, '-f', 'ogg']);
  // The first two packets are headers (RFC 7845 section 3); the last ones may be padding past the end.
  const packets = readOggPackets(ogg).slice(2, 2 + options.durationSeconds * opusPacketsPerSecond);
  return packets.map((packet) => ({ payloads: [packet], keyFrame: true }));
}

async function ffmpeg(path: string, options: ClipOptions, outputArgs: readonly string[]): Promise<Buffer> {
  const input = ['-nostdin', '-v', 'error', '-i', path, '-t', String(options.durationSeconds), '-pix_fmt', 'yuv420p'];
  const { stdout } = await run(ffmpegInstaller.path, [...input, ...outputArgs, 'pipe:1'], {
    encoding: 'buffer',
    maxBuffer: largestClipBytes,
    timeout: encodeTimeoutMs,
  });
  return stdout;
}

import { execFileSync } from 'node:child_process';
import { type FrameSource, type PacketisedFrame } from '@guichet/e2e/kit/rtp/frame-source.ts';
import { packetiseH264 } from '@guichet/e2e/kit/rtp/h264-frames.ts';
import { ffmpegPath } from '@guichet/recording/material';

const MAX_BYTES = 64 * 1024 * 1024;
const SLICE_IDR = 5;
const SLICE = 1;
const START_CODE = Buffer.from([0, 0, 1]);

const encode = (args: readonly string[], input: Buffer = Buffer.alloc(0)): Buffer =>
  execFileSync(ffmpegPath, ['-hide_banner', '-loglevel', 'error', ...args, 'pipe:1'], { maxBuffer: MAX_BYTES, input });

/** Somebody who sits before a camera is never still, and a camera's picture never without grain. */
const SITS = "crop=iw*0.9:ih*0.9:x='(iw-ow)/2+7*sin(1.31*t)+5*sin(0.37*t+1)':y='(ih-oh)/2+5*sin(0.93*t)+4*sin(0.29*t+2)'";
const GRAIN = 'noise=c0s=7:c0f=t';

/**
 * A camera's lowest layer as browsers send it (320×180, H.264 baseline), of somebody who sits before it: it decodes, is looked at for faces and costs what a call
 * does. Plays again and again.
 */
export class ClipFrames implements FrameSource {
  readonly #frames: readonly PacketisedFrame[];
  #next = 0;

  /** @param portrait JPEG of whoever sits there */
  constructor(portrait: Buffer, framesPerSecond: number) {
    const filter = `loop=loop=-1:size=1,fps=${framesPerSecond},${SITS},scale=320:180,setsar=1,${GRAIN}`;
    const source = ['-f', 'mjpeg', '-i', 'pipe:0', '-vf', filter, '-t', '20', '-pix_fmt', 'yuv420p'];
    const codec = ['-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'veryfast', '-tune', 'zerolatency', '-x264-params', 'slices=1'];
    const bytes = encode([...source, ...codec, '-b:v', '150k', '-g', String(framesPerSecond * 4), '-f', 'h264'], portrait);
    this.#frames = accessUnits(bytes);
  }

  next(): PacketisedFrame {
    const frame = this.#frames[this.#next % this.#frames.length];
    this.#next += 1;
    if (!frame) throw new Error('ffmpeg made no pictures');
    return frame;
  }

  /** Goes on with the next one that stands by itself. */
  requestKeyFrame(): void {
    const at = this.#next % this.#frames.length;
    const ahead = this.#frames.findIndex((frame, index) => index >= at && frame.keyFrame);
    this.#next = ahead < 0 ? 0 : ahead;
  }
}

function accessUnits(bytes: Buffer): PacketisedFrame[] {
  const frames: PacketisedFrame[] = [];
  let units: Buffer[] = [];
  for (const unit of unitsOf(bytes)) {
    units.push(unit);
    const type = (unit[0] ?? 0) & 0x1f;
    if (type !== SLICE && type !== SLICE_IDR) continue;
    frames.push({ payloads: packetiseH264(units), keyFrame: type === SLICE_IDR });
    units = [];
  }
  return frames;
}

function unitsOf(bytes: Buffer): Buffer[] {
  const units: Buffer[] = [];
  let at = bytes.indexOf(START_CODE);
  while (at >= 0) {
    const begins = at + START_CODE.length;
    const next = bytes.indexOf(START_CODE, begins);
    const ends = next < 0 ? bytes.length : bytes[next - 1] === 0 ? next - 1 : next;
    units.push(bytes.subarray(begins, ends));
    at = next;
  }
  return units;
}

/** Somebody who speaks, as Opus of 20 ms packets (RFC 7845 pages are taken apart). Plays again and again. */
export class ClipVoice implements FrameSource {
  readonly #packets: readonly Buffer[];
  #next = 0;

  constructor() {
    const tone = '0.2*(sin(2*PI*130*t)+0.6*sin(4*PI*130*t)+0.4*sin(6*PI*130*t))*lt(mod(t,0.45),0.3)';
    this.#packets = oggPackets(
      encode(['-f', 'lavfi', '-i', `aevalsrc=${tone.replaceAll(',', '\\,')}:s=48000:d=20`, '-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg']),
    ).slice(2);
  }

  next(): PacketisedFrame {
    const payload = this.#packets[this.#next % this.#packets.length];
    this.#next += 1;
    if (!payload) throw new Error('ffmpeg made no sound');
    return { payloads: [payload], keyFrame: true };
  }

  requestKeyFrame(): void {
    // Every packet of Opus stands alone.
  }
}

function oggPackets(bytes: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let part: Buffer[] = [];
  for (let page = 0; page + 27 <= bytes.length; ) {
    const segments = bytes[page + 26] ?? 0;
    let at = page + 27 + segments;
    for (let segment = 0; segment < segments; segment += 1) {
      const length = bytes[page + 27 + segment] ?? 0;
      part.push(bytes.subarray(at, at + length));
      at += length;
      if (length === 255) continue;
      packets.push(Buffer.concat(part));
      part = [];
    }
    page = at;
  }
  return packets;
}

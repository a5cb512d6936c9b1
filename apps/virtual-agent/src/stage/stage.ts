import { FaceFrames } from '../face/frames.ts';
import type { SpokenLine } from '../speech/spoken-line.ts';
import { CLOCK_HZ, type EncodedAs, Encoder, FRAMES_PER_SECOND } from './encoder.ts';
import { Performance } from './performance.ts';

export type Kind = 'audio' | 'video';

export interface StageOptions {
  readonly ffmpegPath: string;
  /** One RTP packet, and the wall clock (Unix ms) of its timestamp. */
  readonly onPacket: (kind: Kind, packet: Buffer, capturedAtMs: number) => void;
  readonly onFailed: () => void;
}

const FRAME_MS = 1000 / FRAMES_PER_SECOND;
const LOOK_EVERY_MS = 10;
/** After a longer stall (a suspended machine) time goes on from now: nobody gets seconds of it at once. */
const LONGEST_CATCH_UP_MS = 1_000;

/** The face and its voice in real time, from when it starts until it is closed; without a line it rests and is silent. */
export class Stage {
  readonly #options: StageOptions;
  readonly #frames = FaceFrames.draw();
  readonly #performance = new Performance();
  readonly #encoders = new Map<Kind, Encoder>();
  readonly #said = new Map<SpokenLine, (toItsEnd: boolean) => void>();
  #timer: NodeJS.Timeout | undefined;
  #startedAtMs = performance.now();
  #frameCount = 0;
  #closed = false;

  static async open(options: StageOptions): Promise<Stage> {
    const stage = new Stage(options);
    await Promise.all([stage.#encode('audio', 'opus'), stage.#encode('video', 'vp8')]);
    stage.#startedAtMs = performance.now();
    stage.#timer = setInterval(() => stage.#advance(), LOOK_EVERY_MS);
    return stage;
  }

  private constructor(options: StageOptions) {
    this.#options = options;
  }

  /** Resolves to true when the line's last sample went to the encoder, to false when it was cut short; never after the stage was closed. */
  async say(line: SpokenLine): Promise<boolean> {
    return new Promise((resolve) => {
      this.#said.set(line, resolve);
      this.#performance.say(line);
    });
  }

  /** Cuts short what is being said. */
  hush(): void {
    this.#performance.hush();
    for (const ended of this.#said.values()) ended(false);
    this.#said.clear();
  }

  /** From now on the face comes in that codec; the voice goes on as it is. */
  async showAs(codec: 'vp8' | 'h264'): Promise<void> {
    await this.#encode('video', codec);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const encoder of this.#encoders.values()) encoder.close();
  }

  async #encode(kind: Kind, as: EncodedAs): Promise<void> {
    let first: number | null = null;
    const encoder = await Encoder.start({
      ffmpegPath: this.#options.ffmpegPath,
      as,
      onPacket: (packet) => {
        const timestamp = timestampOf(packet);
        if (timestamp === null) return;
        first ??= timestamp;
        const elapsedMs = (((timestamp - first) >>> 0) * 1000) / CLOCK_HZ[as];
        this.#options.onPacket(kind, packet, performance.timeOrigin + this.#startedAtMs + beganAtFrame * FRAME_MS + elapsedMs);
      },
      onFailed: () => {
        this.close();
        this.#options.onFailed();
      },
    });
    // Every encoder's clock begins with a frame of the stage: that is what keeps lips and voice together, whatever the encoders take.
    const beganAtFrame = this.#frameCount;
    this.#encoders.get(kind)?.close();
    this.#encoders.set(kind, encoder);
    if (this.#closed) encoder.close();
  }

  #advance(): void {
    const now = performance.now();
    const behindMs = now - this.#startedAtMs - this.#frameCount * FRAME_MS;
    if (behindMs > LONGEST_CATCH_UP_MS) this.#startedAtMs += behindMs;
    while (this.#startedAtMs + this.#frameCount * FRAME_MS <= now) {
      this.#frameCount++;
      const { viseme, lids, samples, ended } = this.#performance.next();
      this.#encoders.get('video')?.take(this.#frames.at(viseme, lids));
      this.#encoders.get('audio')?.take(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
      if (ended === null) continue;
      this.#said.get(ended)?.(true);
      this.#said.delete(ended);
    }
  }
}

/** null for RTCP of ffmpeg, which is not sent on (RFC 5761 section 4): its streams do not share a clock. */
function timestampOf(packet: Buffer): number | null {
  if (packet.length < 12) return null;
  const type = packet.readUInt8(1) & 0x7f;
  return type >= 64 && type <= 95 ? null : packet.readUInt32BE(4);
}

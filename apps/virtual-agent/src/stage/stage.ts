import { FaceFrames } from '../face/frames.ts';
import { SAMPLE_RATE_HZ, type SpokenLine } from '../speech/spoken-line.ts';
import { Encoder, FRAMES_PER_SECOND, VIDEO_CLOCK_HZ } from './encoder.ts';
import { Performance } from './performance.ts';

export interface StageOptions {
  readonly ffmpegPath: string;
  /** One RTP packet, and the wall clock (Unix ms) of its timestamp. */
  readonly onPacket: (kind: 'audio' | 'video', packet: Buffer, capturedAtMs: number) => void;
  readonly onFailed: () => void;
}

const FRAME_MS = 1000 / FRAMES_PER_SECOND;
const LOOK_EVERY_MS = 10;
/** After a longer stall (a suspended machine) time goes on from now: nobody gets seconds of it at once. */
const LONGEST_CATCH_UP_MS = 1_000;
const CLOCK_HZ = { audio: SAMPLE_RATE_HZ, video: VIDEO_CLOCK_HZ } as const;

/** The face and its voice in real time, from when it starts until it is closed; without a line it rests and is silent. */
export class Stage {
  readonly #options: StageOptions;
  readonly #frames = FaceFrames.draw();
  readonly #performance = new Performance();
  readonly #said = new Map<SpokenLine, () => void>();
  readonly #firstTimestamps = new Map<'audio' | 'video', number>();
  #encoder: Encoder | null = null;
  #timer: NodeJS.Timeout | undefined;
  #startedAtMs = 0;
  #frameCount = 0;

  static async open(options: StageOptions): Promise<Stage> {
    const stage = new Stage(options);
    stage.#encoder = await Encoder.start({
      ffmpegPath: options.ffmpegPath,
      onPacket: (kind, packet) => stage.#take(kind, packet),
      onFailed: () => {
        stage.close();
        options.onFailed();
      },
    });
    stage.#startedAtMs = performance.now();
    stage.#timer = setInterval(() => stage.#advance(), LOOK_EVERY_MS);
    return stage;
  }

  private constructor(options: StageOptions) {
    this.#options = options;
  }

  /** Resolves when the line's last sample went to the encoder; never after the stage was closed. */
  async say(line: SpokenLine): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#said.set(line, resolve);
      this.#performance.say(line);
    });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#encoder?.close();
  }

  #advance(): void {
    const encoder = this.#encoder;
    if (encoder === null) return;
    const now = performance.now();
    const behindMs = now - this.#startedAtMs - this.#frameCount * FRAME_MS;
    if (behindMs > LONGEST_CATCH_UP_MS) this.#startedAtMs += behindMs;
    while (this.#startedAtMs + this.#frameCount * FRAME_MS <= now) {
      this.#frameCount++;
      const { viseme, lids, samples, ended } = this.#performance.next();
      encoder.picture(this.#frames.at(viseme, lids));
      encoder.sound(samples);
      if (ended === null) continue;
      this.#said.get(ended)?.();
      this.#said.delete(ended);
    }
  }

  /** Both clocks began with the first frame: that is what keeps lips and voice together, whatever the encoders take. */
  #take(kind: 'audio' | 'video', packet: Buffer): void {
    if (packet.length < 12) return;
    // RTCP of ffmpeg is not sent on (RFC 5761 section 4): its two streams do not share a clock.
    const type = packet.readUInt8(1) & 0x7f;
    if (type >= 64 && type <= 95) return;
    const timestamp = packet.readUInt32BE(4);
    const first = this.#firstTimestamps.get(kind) ?? timestamp;
    this.#firstTimestamps.set(kind, first);
    const elapsedMs = (((timestamp - first) >>> 0) * 1000) / CLOCK_HZ[kind];
    this.#options.onPacket(kind, packet, performance.timeOrigin + this.#startedAtMs + elapsedMs);
  }
}

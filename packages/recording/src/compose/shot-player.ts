import type { Readable } from 'node:stream';
import { FfmpegProcess } from './ffmpeg-process.ts';
import { FRAME_MS, FRAMES_PER_SECOND } from './frame-clock.ts';
import type { Rect } from './geometry.ts';
import { Picture } from './picture.ts';
import type { Shot } from './shots.ts';

/** What is beside a picture that is not as wide, or as high, as its place. */
const SIDES = '0x1b2430';

/** Decodes one shot, picture after picture at the composite's own rate and size. Holds one picture; what is ahead waits in the pipe. */
export class ShotPlayer {
  readonly shot: Shot;
  /** The one to be shown; null before the first could be decoded. */
  shown: Picture | null = null;
  readonly #process: FfmpegProcess;
  readonly #frames: FrameReader;
  #next: number;
  readonly #spare: Picture;

  constructor(matroskaPath: string, shot: Shot, { width, height }: Pick<Rect, 'width' | 'height'>, seekable: boolean) {
    this.shot = shot;
    // Without seeking, everything from the file's beginning is decoded first.
    const startMs = seekable ? shot.decodeFromMs : 0;
    this.#next = shot.from - (seekable ? shot.skip : shot.from);
    const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease:flags=bilinear`;
    const filter = `setpts=PTS+${(startMs % FRAME_MS) / 1_000}/TB,${fit},pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2:${SIDES},setsar=1`;
    this.#process = new FfmpegProcess(
      [
        ...['-nostdin', '-protocol_whitelist', 'file', '-threads', '1'],
        ...(seekable ? ['-ss', (startMs / 1_000).toFixed(3)] : []),
        ...['-i', matroskaPath, '-map', `0:${shot.leg.index}`, '-vf', filter, '-vsync', 'cfr', '-r', String(FRAMES_PER_SECOND)],
        ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p', 'pipe:1'],
      ],
      { stdin: 'ignore', stdout: 'pipe' },
    );
    this.#frames = new FrameReader(this.#process.child.stdout as Readable);
    this.#spare = new Picture(width, height);
  }

  /** Goes on to a picture of the composite. What the decoder does not give (it ended, it failed) leaves the last one standing. */
  async advance(frame: number): Promise<void> {
    while (this.#next <= frame) {
      if (!(await this.#frames.read(this.#spare.bytes))) return;
      this.shown = this.#spare;
      this.#next += 1;
    }
  }

  async end(): Promise<void> {
    this.#process.kill();
    this.#frames.end();
    await this.#process.ended;
  }
}

/** Cuts a stream into pictures. */
class FrameReader {
  readonly #stream: Readable;
  #over = false;
  #wake: () => void = () => undefined;

  constructor(stream: Readable) {
    this.#stream = stream;
    stream.on('readable', () => this.#wake());
    for (const event of ['end', 'close', 'error'])
      stream.on(event, () => {
        this.#over = true;
        this.#wake();
      });
  }

  /** Fills `into`; false where the stream ended before. */
  async read(into: Buffer): Promise<boolean> {
    let at = 0;
    while (at < into.length) {
      const chunk = this.#stream.read(Math.min(into.length - at, Math.max(1, this.#stream.readableLength))) as Buffer | null;
      if (chunk !== null) {
        at += chunk.copy(into, at);
        continue;
      }
      if (this.#over) return false;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return true;
  }

  end(): void {
    this.#stream.destroy();
  }
}

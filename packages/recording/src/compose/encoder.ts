import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FfmpegProcess } from './ffmpeg-process.ts';
import { FRAMES_PER_SECOND } from './frame-clock.ts';
import { soundGraph } from './loudness.ts';
import type { Picture } from './picture.ts';
import type { ComposeStory } from './story.ts';

interface EncoderOptions {
  /** For what it has to read; whoever made it removes it. */
  readonly folder: string;
  readonly outputPath: string;
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
  readonly title: string;
  readonly mixName: string;
  /** One for each party that was heard, without holes. */
  readonly sounds: readonly { readonly path: string; readonly name: string; readonly gainDb: number }[];
  readonly chapters: ComposeStory['chapters'];
}

/** A key frame every two seconds: players jump there, and a damaged file is lost for no longer. */
const KEY_FRAME_EVERY = 2 * FRAMES_PER_SECOND;

/** H.264 (high profile, 4:2:0) and AAC in MP4, index in front: what Safari, Chrome, Firefox and Windows play without anything added. */
export class Encoder {
  readonly #process: FfmpegProcess;
  /** Two in turns: while one is taken by the encoder the other is filled. */
  readonly #buffers: readonly [Buffer, Buffer];
  #turn = 0;
  #taken: Promise<void> = Promise.resolve();

  private constructor(process: FfmpegProcess, frameBytes: number) {
    this.#process = process;
    this.#buffers = [Buffer.allocUnsafe(frameBytes), Buffer.allocUnsafe(frameBytes)];
  }

  static async start(options: EncoderOptions): Promise<Encoder> {
    const { folder, outputPath, width, height, durationMs, sounds } = options;
    const wordsFile = join(folder, 'words.txt');
    // Names and numbers go through a file: whoever lists the machine's processes reads their arguments.
    await writeFile(wordsFile, metadataText(options), { mode: 0o600 });
    const words = sounds.length + 1;
    const graph = soundGraph(
      sounds.map(({ gainDb }) => gainDb),
      1,
    );
    // The mix first, for whoever plays one; then each party.
    const tracks = ['mix', ...sounds.map((_, at) => `p${at}`)].flatMap((label, at) => [
      ...['-map', `[${label}]`, `-b:a:${at}`, at === 0 ? '96k' : '64k', `-disposition:a:${at}`, at === 0 ? 'default' : '0'],
      ...[`-map_metadata:s:a:${at}`, `${words}:s:${at}`],
    ]);
    const picture = '-c:v libx264 -preset veryfast -crf 24 -profile:v high -pix_fmt yuv420p'.split(' ');
    const colours = '-colorspace smpte170m -color_primaries smpte170m -color_trc smpte170m'.split(' ');
    const process = new FfmpegProcess(
      [
        ...['-protocol_whitelist', 'file,pipe', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`],
        ...['-r', String(FRAMES_PER_SECOND), '-thread_queue_size', '4', '-i', 'pipe:0'],
        ...sounds.flatMap(({ path }) => ['-thread_queue_size', '64', '-i', path]),
        ...['-f', 'ffmetadata', '-i', wordsFile, '-map_chapters', String(words), '-map_metadata', String(words)],
        ...['-map', '0:v', ...picture, '-g', String(KEY_FRAME_EVERY), ...colours],
        ...(sounds.length > 0 ? ['-filter_complex', graph, ...tracks, '-c:a', 'aac', '-ac', '1'] : []),
        ...['-t', (durationMs / 1_000).toFixed(3), '-movflags', '+faststart', '-f', 'mp4', '-y', outputPath],
      ],
      { stdin: 'pipe', stdout: 'ignore' },
    );
    return new Encoder(process, (width * height * 3) / 2);
  }

  /** Resolves when the next picture may be given. Throws what the encoder failed with. */
  async write({ bytes }: Picture): Promise<void> {
    const buffer = this.#buffers[this.#turn % 2] ?? Buffer.alloc(0);
    this.#turn += 1;
    bytes.copy(buffer);
    await this.#taken;
    this.#taken = this.#give(buffer);
    // What goes wrong is thrown to whoever waits for it.
    this.#taken.catch(() => undefined);
  }

  async finish(): Promise<void> {
    await this.#taken;
    this.#process.child.stdin?.end();
    if (!(await this.#process.ended)) throw this.#process.failure;
  }

  async kill(): Promise<void> {
    this.#process.kill();
    await this.#process.ended;
  }

  async #give(buffer: Buffer): Promise<void> {
    const { stdin } = this.#process.child;
    const taken = await new Promise<boolean>((resolve) => {
      if (stdin === null || stdin.destroyed) resolve(false);
      else stdin.write(buffer, (error) => resolve(error == null));
    });
    if (taken) return;
    await this.#process.ended;
    throw this.#process.failure;
  }
}

/** ffmpeg's metadata format (ffmpeg-formats, "Metadata"): title, the names of the sound tracks in their order, chapters. */
function metadataText({ title, mixName, sounds, chapters, durationMs }: EncoderOptions): string {
  const tracks = sounds.length === 0 ? [] : [mixName, ...sounds.map(({ name }) => name)];
  const shown = chapters
    .map(({ fromMs, untilMs, text }) => ({ fromMs: Math.max(0, fromMs), untilMs: Math.min(durationMs, untilMs), text }))
    .filter(({ fromMs, untilMs }) => untilMs > fromMs)
    .toSorted((a, b) => a.fromMs - b.fromMs);
  return [
    ';FFMETADATA1',
    `title=${escaped(title)}`,
    ...tracks.map((name) => `[STREAM]\nhandler_name=${escaped(name)}`),
    ...shown.map(({ fromMs, untilMs, text }) => `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${fromMs}\nEND=${untilMs}\ntitle=${escaped(text)}`),
    '',
  ].join('\n');
}

const escaped = (text: string): string => text.replaceAll(/[=;#\\\n]/g, (found) => `\\${found}`);

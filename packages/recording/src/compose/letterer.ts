import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFfmpegToBytes } from '../material/ffmpeg-bytes.ts';
import { breakText, shortened } from './break-text.ts';
import { FONT_PATH } from './font.ts';
import { type Colour, Picture } from './picture.ts';

/** Labels that are kept: each is asked for again and again while it is shown, and hardly afterwards. */
const KEPT_LABELS = 64;
const LINE_HEIGHT = 1.32;
/** From the middle of a line down to what its letters stand on, in ems. */
const BASELINE = 0.36;

export interface LabelStyle {
  readonly width: number;
  readonly height: number;
  readonly sizePx: number;
  readonly ink: Colour;
  readonly ground: Colour;
  readonly align: 'left' | 'centre' | 'right';
  readonly maxLines?: number;
  readonly padding?: number;
}

/** Writes what stands in a composite. Letters are drawn by ffmpeg's drawtext, once for each text; the text goes through a file, so that nothing in it is syntax. */
export class Letterer {
  readonly #folder: string;
  readonly #signal: AbortSignal | undefined;
  readonly #kept = new Map<string, Picture>();

  /** `folder`: for the texts; whoever made it removes it. */
  constructor(folder: string, signal?: AbortSignal) {
    this.#folder = folder;
    this.#signal = signal;
  }

  async label(text: string, style: LabelStyle): Promise<Picture> {
    const key = JSON.stringify([text, style]);
    const known = this.#kept.get(key);
    if (known !== undefined) {
      // What was asked for last stays longest.
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const drawn = await this.#draw(text, style);
    this.#kept.set(key, drawn);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_LABELS) break;
      this.#kept.delete(oldest);
    }
    return drawn;
  }

  /** Every character of `characters` in a cell of the same size: what changes with every picture is put together from them. */
  async glyphs(characters: string, style: Omit<LabelStyle, 'align'>): Promise<ReadonlyMap<string, Picture>> {
    const cells = [...characters];
    const strip = await this.#letters(
      cells.map((text, at) => ({ text, x: `${at * style.width}+(${style.width}-tw)/2`, middle: style.height / 2 })),
      { ...style, width: style.width * cells.length },
    );
    return new Map(
      cells.map((character, at) => {
        const coverage = Buffer.alloc(style.width * style.height);
        for (let row = 0; row < style.height; row++) {
          const from = (row * cells.length + at) * style.width;
          strip.copy(coverage, row * style.width, from, from + style.width);
        }
        return [character, coloured(coverage, style)];
      }),
    );
  }

  async #draw(text: string, style: LabelStyle): Promise<Picture> {
    const { width, height, sizePx, align, maxLines = 1, padding = 10 } = style;
    if (text.trim() === '') return Picture.filled(width, height, style.ground);
    const ems = (width - 2 * padding) / sizePx;
    const lines = maxLines === 1 ? [shortened(text, ems)] : breakText(text, ems, maxLines);
    const x = { left: `${padding}`, centre: '(w-tw)/2', right: `w-tw-${padding}` }[align];
    const step = sizePx * LINE_HEIGHT;
    const first = height / 2 - ((lines.length - 1) * step) / 2;
    const coverage = await this.#letters(
      lines.map((line, at) => ({ text: line, x, middle: first + at * step })),
      style,
    );
    return coloured(coverage, style);
  }

  /** How much of each point is covered, 0–255. */
  async #letters(
    lines: readonly { readonly text: string; readonly x: string; readonly middle: number }[],
    { width, height, sizePx }: Pick<LabelStyle, 'width' | 'height' | 'sizePx'>,
  ): Promise<Buffer> {
    const drawn = await Promise.all(
      lines.map(async ({ text, x, middle }, at) => {
        const path = join(this.#folder, `line-${at}.txt`);
        await writeFile(path, text, { mode: 0o600 });
        const y = `${(middle + BASELINE * sizePx).toFixed(1)}-max_glyph_a`;
        return `drawtext=fontfile='${FONT_PATH}':textfile='${path}':expansion=none:fontsize=${sizePx}:fontcolor=white:x=${x}:y=${y}`;
      }),
    );
    const ground = ['-f', 'lavfi', '-i', `color=black:s=${width}x${height}`];
    const args = [...ground, '-vf', drawn.join(','), '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'];
    const bytes = await runFfmpegToBytes(args, { signal: this.#signal });
    return bytes.length === width * height ? bytes : Buffer.alloc(width * height);
  }
}

function coloured(coverage: Buffer, { width, height, ink, ground }: Pick<LabelStyle, 'width' | 'height' | 'ink' | 'ground'>): Picture {
  const picture = Picture.filled(width, height, ground);
  const { bytes } = picture;
  const range = ink.y - ground.y;
  for (let at = 0; at < coverage.length; at++) bytes[at] = ground.y + Math.round((range * (coverage[at] ?? 0)) / 255);
  return picture;
}

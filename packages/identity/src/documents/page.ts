import { cropLine } from '../image/crop.ts';
import { findLines, inkOf, type InkMap } from '../image/lines.ts';
import type { Cv } from '../image/opencv.ts';
import type { Region } from '../image/picture.ts';
import type { FlatDocument } from '../image/rectify.ts';
import { type Surface, type SurfaceCells, surfaceCellsOf, surfaceOf } from '../image/surface.ts';
import { EMPTY_LINE, type LineReader, type ReadLine } from '../ocr/line-reader.ts';

/** The engines that read lines, by what they read best. */
export interface Readers {
  readonly chinese: LineReader;
  /** Of another origin than `chinese`: what both say is so. */
  readonly chineseToo: LineReader;
  readonly latin: LineReader;
  readonly ocrb: LineReader;
}
export type Script = keyof Readers;

/** How lines are handed to each engine: what its model was trained with. */
const CROPS = {
  chinese: { heightPx: 56, margin: 0.35 },
  chineseToo: { heightPx: 48, margin: 0.2 },
  latin: { heightPx: 48, margin: 0.35 },
  ocrb: { heightPx: 46, margin: 0.42 },
} as const;

/** As it was pictured, or with the paper's own lightness taken out: two looks at the same print that err in different places. */
export type Look = 'pictured' | 'on_white';

interface PageParts {
  readonly cv: Cv;
  readonly flat: FlatDocument;
  readonly readers: Readers;
  readonly widthMm: number;
  readonly heightMm: number;
}

/** A flat document that is read. Places are in millimetres, as layouts are given; what was read once is not read again. */
export class Page {
  readonly flat: FlatDocument;
  readonly readers: Readers;
  readonly #cv: Cv;
  readonly #widthMm: number;
  readonly #heightMm: number;
  readonly #read = new Map<string, Promise<ReadLine>>();
  readonly #surfaces = new Map<readonly Region[], Surface>();
  readonly #lines = new Map<string, Region[]>();
  #cells: SurfaceCells | undefined;
  #ink: InkMap | undefined;

  constructor({ cv, flat, readers, widthMm, heightMm }: PageParts) {
    this.#cv = cv;
    this.flat = flat;
    this.readers = readers;
    this.#widthMm = widthMm;
    this.#heightMm = heightMm;
  }

  /** A place in millimetres as a share of the document. */
  region(xMm: number, yMm: number, widthMm: number, heightMm: number): Region {
    return { x: xMm / this.#widthMm, y: yMm / this.#heightMm, width: widthMm / this.#widthMm, height: heightMm / this.#heightMm };
  }

  /** Across, in millimetres: where a share of a line lies on the document. */
  xMm(line: Region, share: number): number {
    return (line.x + line.width * share) * this.#widthMm;
  }

  heightMm(line: Region): number {
    return line.height * this.#heightMm;
  }

  widthMm(line: Region): number {
    return line.width * this.#widthMm;
  }

  get ink(): InkMap {
    // The thickest strokes of what is read are a millimetre wide.
    this.#ink ??= inkOf(this.#cv, this.flat.grey, Math.round(this.flat.grey.widthPx / this.#widthMm));
    return this.#ink;
  }

  lines(region: Region, signHeightMm: number): Region[] {
    const key = `${region.x} ${region.y} ${region.width} ${region.height} ${signHeightMm}`;
    const known = this.#lines.get(key) ?? findLines(this.ink.ink, { region, signHeight: signHeightMm / this.#heightMm });
    this.#lines.set(key, known);
    return known;
  }

  surface(without: readonly Region[]): Surface {
    this.#cells ??= surfaceCellsOf(this.flat.rgb);
    const known = this.#surfaces.get(without) ?? surfaceOf(this.#cells, without);
    this.#surfaces.set(without, known);
    return known;
  }

  /** Signs' places are in shares of `line`. */
  read(script: Script, line: Region, look: Look = 'pictured'): Promise<ReadLine> {
    const key = `${script} ${look} ${line.x} ${line.y} ${line.width} ${line.height}`;
    const known = this.#read.get(key) ?? this.#readNow(script, line, look);
    this.#read.set(key, known);
    return known;
  }

  async #readNow(script: Script, line: Region, look: Look): Promise<ReadLine> {
    if (line.width <= 0 || line.height <= 0) return EMPTY_LINE;
    const { heightPx, margin } = CROPS[script];
    const source = look === 'pictured' ? this.flat.grey : this.ink.onWhite;
    const read = await this.readers[script].read(cropLine(this.#cv, source, line, { heightPx, margin }));
    const around = (line.height * source.heightPx * margin) / (line.width * source.widthPx);
    const inLine = (share: number) => share * (1 + 2 * around) - around;
    return { ...read, signs: read.signs.map((sign) => ({ ...sign, from: inLine(sign.from), to: inLine(sign.to) })) };
  }
}

import type { Region, RgbPicture } from './picture.ts';

/** What lies on a document and is none of it, cell by cell. */
export interface Surface {
  readonly columns: number;
  readonly rows: number;
  /** Cells that shine so that nothing printed there would be seen. */
  readonly glare: readonly boolean[];
  /** Cells that have another colour or lightness than the paper around: a finger, or something that lies on the document. */
  readonly covered: readonly boolean[];
  /** The paper's lightness, 0 … 255. */
  readonly lightness: number;
}

const COLUMNS = 64;
/** How much a finger differs from paper, over three channels. */
const FOREIGN = 60;
/** No reflection is darker than this: what stands out from paper that is well lit is part of the document. */
const LEAST_SHINING = 236;
/** The lightest of a picture: cameras make of too much light what they will, and not all of them 255. */
const LIGHTEST_SHARE = 0.995;
/** Brighter than the paper, and nearly the lightest there is: the rim of a reflection, where print fades. */
const RIM = { above: 16, belowLightest: 8 };
/** A little brighter than bright paper, the lightest there is, and nothing to be seen on it but noise: the reflection itself. */
const BARE = { above: 3, belowLightest: 4, spread: 3.5 };

/** A flat document cell by cell; what of it is paper is for whoever knows what it is. */
export interface SurfaceCells {
  readonly rows: number;
  readonly cells: readonly Cell[];
}

export function surfaceCellsOf(picture: RgbPicture): SurfaceCells {
  const rows = Math.round((COLUMNS * picture.heightPx) / picture.widthPx);
  return { rows, cells: cellsOf(picture, rows) };
}

/** Looks at a flat document; `without` are the places that are not paper (portrait, emblem). */
export function surfaceOf({ rows, cells }: SurfaceCells, without: readonly Region[]): Surface {
  const within = (index: number, { x, y, width, height }: Region) => {
    const [cellX, cellY] = [((index % COLUMNS) + 0.5) / COLUMNS, (Math.floor(index / COLUMNS) + 0.5) / rows];
    return cellX > x && cellX < x + width && cellY > y && cellY < y + height;
  };
  const paper = cells.map((_, index) => !without.some((region) => within(index, region)));
  const planes = [0, 1, 2].map((channel) =>
    fitPlane(
      cells.map(({ tint }) => tint[channel] ?? 0),
      paper,
      rows,
    ),
  );
  const off = (index: number) => cells[index]?.tint.map((value, channel) => value - (planes[channel]?.at(index) ?? 0)) ?? [];
  const means = Float64Array.from(cells.filter((_, index) => paper[index]).map(({ mean }) => mean)).sort();
  const most = means[Math.floor(means.length * LIGHTEST_SHARE)] ?? 0;
  const shinesFrom = (belowLightest: number) => Math.max(LEAST_SHINING, most - belowLightest);
  return {
    columns: COLUMNS,
    rows,
    glare: cells.map(({ lightest, mean, spread }, index) => {
      if (paper[index] === false || lightest < LEAST_SHINING) return false;
      const above = Math.min(...off(index));
      const isRim = above > RIM.above && lightest > shinesFrom(RIM.belowLightest);
      return isRim || (above > BARE.above && mean >= shinesFrom(BARE.belowLightest) && spread < BARE.spread);
    }),
    covered: cells.map((_, index) => {
      const [red = 0, green = 0, blue = 0] = off(index);
      return paper[index] === true && Math.abs(red) + Math.abs(green) + Math.abs(blue) > FOREIGN && Math.max(red, green, blue) < RIM.above;
    }),
    lightness: median(cells.filter((_, index) => paper[index]).map(({ lightest }) => lightest)),
  };
}

/** What share of a region's cells is marked. */
export function shareMarked({ columns, rows }: Surface, marked: readonly boolean[], { x, y, width, height }: Region): number {
  let [count, all] = [0, 0];
  for (let row = Math.floor(y * rows); row < Math.ceil((y + height) * rows); row += 1) {
    for (let column = Math.floor(x * columns); column < Math.ceil((x + width) * columns); column += 1) {
      all += 1;
      if (marked[row * columns + column] === true) count += 1;
    }
  }
  return all === 0 ? 0 : count / all;
}

interface Cell {
  /** The lightest fifth's mean in each channel: paper, where print stands on it too. */
  readonly tint: readonly [number, number, number];
  readonly lightest: number;
  readonly mean: number;
  readonly spread: number;
}

/** Every so many pixels are looked at, along both sides of a cell. */
const EVERY_PX = 3;
/** The lightest fifth of a cell is paper. */
const PAPER_FROM = 0.8;

function cellsOf({ widthPx, heightPx, rgb }: RgbPicture, rows: number): Cell[] {
  const cells: Cell[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < COLUMNS; column += 1) {
      const [top, bottom] = [Math.floor((row * heightPx) / rows), Math.floor(((row + 1) * heightPx) / rows)];
      const [left, right] = [Math.floor((column * widthPx) / COLUMNS), Math.floor(((column + 1) * widthPx) / COLUMNS)];
      const places = new Uint32Array(Math.ceil((bottom - top) / EVERY_PX) * Math.ceil((right - left) / EVERY_PX));
      let count = 0;
      for (let y = top; y < bottom; y += EVERY_PX) for (let x = left; x < right; x += EVERY_PX) places[count++] = (y * widthPx + x) * 3;
      cells.push(cellOf(rgb, places));
    }
  }
  return cells;
}

/** Written out in loops: there are thousands of cells, and functions for each pixel of each take longer than the engines that read. */
function cellOf(rgb: Uint8Array, places: Uint32Array): Cell {
  const light = new Float32Array(places.length);
  let sum = 0;
  for (let index = 0; index < places.length; index += 1) {
    const at = places[index] ?? 0;
    const value = ((rgb[at] ?? 0) + (rgb[at + 1] ?? 0) + (rgb[at + 2] ?? 0)) / 3;
    light[index] = value;
    sum += value;
  }
  const least = Float32Array.from(light).sort()[Math.floor(light.length * PAPER_FROM)] ?? 0;
  const average = sum / light.length;
  let [red, green, blue, count, squares] = [0, 0, 0, 0, 0];
  for (let index = 0; index < places.length; index += 1) {
    const [at, value] = [places[index] ?? 0, light[index] ?? 0];
    squares += (value - average) ** 2;
    if (value < least) continue;
    red += rgb[at] ?? 0;
    green += rgb[at + 1] ?? 0;
    blue += rgb[at + 2] ?? 0;
    count += 1;
  }
  const tint = [red / count, green / count, blue / count] as const;
  return { tint, lightest: (tint[0] + tint[1] + tint[2]) / 3, mean: average, spread: Math.sqrt(squares / light.length) };
}

/** 1, x, y, x², xy, y² of a cell's place. */
const TERMS = 6;
/** How far cells may lie off the surface that was laid through most of them, narrower each time. */
const TOLERANCES = [60, 30, 18, 12] as const;

/** A surface of the second degree through most cells: light falls unevenly and paper is tinted, but neither changes abruptly. */
function fitPlane(values: readonly number[], paper: readonly boolean[], rows: number): { at: (index: number) => number } {
  const terms = new Float64Array(values.length * TERMS);
  for (let index = 0; index < values.length; index += 1) {
    const [x, y] = [(index % COLUMNS) / COLUMNS - 0.5, Math.floor(index / COLUMNS) / rows - 0.5];
    terms.set([1, x, y, x * x, x * y, y * y], index * TERMS);
  }
  const all = values.map((_, index) => index).filter((index) => paper[index]);
  let kept = all;
  let weights = [median(kept.map((index) => values[index] ?? 0)), 0, 0, 0, 0, 0];
  const at = (index: number) => {
    let sum = 0;
    for (let term = 0; term < TERMS; term += 1) sum += (terms[index * TERMS + term] ?? 0) * (weights[term] ?? 0);
    return sum;
  };
  for (const tolerance of TOLERANCES) {
    if (kept.length >= 40) kept = all.filter((index) => Math.abs((values[index] ?? 0) - at(index)) < tolerance);
    weights = solve(terms, values, kept) ?? weights;
  }
  return { at };
}

/** Least squares by the normal equations, over the cells that are kept; null where these do not determine a surface. */
function solve(terms: Float64Array, values: readonly number[], kept: readonly number[]): number[] | null {
  if (kept.length < 3 * TERMS) return null;
  const rows: Float64Array[] = Array.from({ length: TERMS }, () => new Float64Array(TERMS + 1));
  for (const index of kept) {
    for (let i = 0; i < TERMS; i += 1) {
      const row = rows[i] as Float64Array;
      const factor = terms[index * TERMS + i] ?? 0;
      for (let j = 0; j < TERMS; j += 1) row[j] = (row[j] ?? 0) + factor * (terms[index * TERMS + j] ?? 0);
      row[TERMS] = (row[TERMS] ?? 0) + factor * (values[index] ?? 0);
    }
  }
  for (let pivot = 0; pivot < TERMS; pivot += 1) {
    const best = rows.reduce(
      (found, row, index) => (index >= pivot && Math.abs(row[pivot] ?? 0) > Math.abs(rows[found]?.[pivot] ?? 0) ? index : found),
      pivot,
    );
    [rows[pivot], rows[best]] = [rows[best] as Float64Array, rows[pivot] as Float64Array];
    const head = rows[pivot] as Float64Array;
    if (Math.abs(head[pivot] ?? 0) < 1e-9) return null;
    for (const [index, row] of rows.entries()) {
      if (index === pivot) continue;
      const factor = (row[pivot] ?? 0) / (head[pivot] ?? 1);
      for (let column = pivot; column <= TERMS; column += 1) row[column] = (row[column] ?? 0) - factor * (head[column] ?? 0);
    }
  }
  return rows.map((row, index) => (row[TERMS] ?? 0) / (row[index] ?? 1));
}

function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[Math.floor(values.length / 2)] ?? 0;
}

import { PATTERN_COLUMNS, PATTERN_ROWS, type PictureMeasure } from '@guichet/protocol';

/** A picture of 8 bits a pixel, row by row; 0 is black. */
export interface GrayPicture {
  readonly gray: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Two pixels this close are the same: a codec writes a picture that stands still a little differently each time. */
const SAME_WITHIN = 2;

/**
 * Measures one picture, in one walk over its pixels.
 *
 * @param before the picture before it of the same track; null for the first. One of another size is no neighbour.
 */
export function measurePicture(picture: GrayPicture, before: GrayPicture | null): PictureMeasure {
  const { gray, widthPx, heightPx } = picture;
  const count = widthPx * heightPx;
  if (count === 0 || gray.length < count) throw new RangeError('a picture has as many bytes as pixels');
  const neighbour = before?.widthPx === widthPx && before.heightPx === heightPx ? before.gray : null;
  const fields = new Float64Array(PATTERN_COLUMNS * PATTERN_ROWS);
  const columnOf = Uint8Array.from({ length: widthPx }, (_, x) => Math.floor((x * PATTERN_COLUMNS) / widthPx));
  let [sum, squares, difference, same] = [0, 0, 0, 0];
  let [edges, edgeSquares] = [0, 0];
  for (let y = 0; y < heightPx; y += 1) {
    const row = Math.floor((y * PATTERN_ROWS) / heightPx) * PATTERN_COLUMNS;
    const inner = y > 0 && y < heightPx - 1;
    for (let x = 0; x < widthPx; x += 1) {
      const at = y * widthPx + x;
      const value = gray[at] ?? 0;
      sum += value;
      squares += value * value;
      const field = row + (columnOf[x] ?? 0);
      fields[field] = (fields[field] ?? 0) + value;
      if (neighbour) {
        const changed = Math.abs(value - (neighbour[at] ?? 0));
        difference += changed;
        if (changed <= SAME_WITHIN) same += 1;
      }
      if (!inner || x === 0 || x === widthPx - 1) continue;
      const edge = 4 * value - (gray[at - 1] ?? 0) - (gray[at + 1] ?? 0) - (gray[at - widthPx] ?? 0) - (gray[at + widthPx] ?? 0);
      edges += edge;
      edgeSquares += edge * edge;
    }
  }
  const luma = sum / count;
  const innerCount = Math.max(1, (widthPx - 2) * (heightPx - 2));
  return {
    luma,
    spread: Math.sqrt(Math.max(0, squares / count - luma * luma)),
    detail: Math.max(0, edgeSquares / innerCount - (edges / innerCount) ** 2),
    change: neighbour ? difference / count : null,
    sameness: neighbour ? same / count : null,
    pattern: patternOf(fields, widthPx, heightPx),
  };
}

function patternOf(sums: Float64Array, widthPx: number, heightPx: number): string {
  const columns = sizes(PATTERN_COLUMNS, widthPx);
  const rows = sizes(PATTERN_ROWS, heightPx);
  const means = sums.map((sum, index) => {
    const pixels = (columns[index % PATTERN_COLUMNS] ?? 0) * (rows[Math.floor(index / PATTERN_COLUMNS)] ?? 0);
    return Math.round(sum / Math.max(1, pixels));
  });
  return Buffer.from(Uint8Array.from(means)).toString('base64');
}

/** How many of `length` pixels fall into each of `parts`, by the same rounding as above. */
function sizes(parts: number, length: number): number[] {
  const found = Array.from({ length: parts }, () => 0);
  for (let at = 0; at < length; at += 1) {
    const part = Math.floor((at * parts) / length);
    found[part] = (found[part] ?? 0) + 1;
  }
  return found;
}

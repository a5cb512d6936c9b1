import type { RgbPicture } from '../image/picture.ts';
import { valueOf } from './document-type.ts';
import type { PictureRead } from './read-document.ts';

/** `unclear`: one of the pictures could not be used, or they are neither alike nor told apart; a person compares them. */
export interface Sameness {
  readonly result: 'same' | 'differs' | 'unclear';
  readonly detail: 'unusable' | 'other_kind' | 'other_values' | 'other_picture' | null;
  /** −1 … 1: how alike the two flat documents are. */
  readonly likeness: number | null;
}

/** Fields that belong to one document only; any of them read surely and differently is another document. */
const TELLING = ['residentNumber', 'documentNumber', 'mrz', 'name', 'surname', 'birthDate', 'issuer', 'validFrom'];
const SURE = 0.8;
/** Pictures of one document were never less alike than 0.8, of two persons' never more than 0.6 on generated ones. */
const ALIKE = 0.72;

/** Whether a still shows the document of the recorded frame: what is printed on both, and what they look like, the portrait with it. */
export function samenessOf(still: PictureRead, frame: PictureRead): Sameness {
  if (still.page === null || frame.page === null) return { result: 'unclear', detail: 'unusable', likeness: null };
  if (still.type !== frame.type) return { result: 'differs', detail: 'other_kind', likeness: null };
  const likeness = correlation(thumbnail(still.page.flat.rgb), thumbnail(frame.page.flat.rgb));
  const surely = ({ fields }: PictureRead, name: string) =>
    fields.some((field) => field.name === name && field.value !== null && field.confidence >= SURE);
  const both = TELLING.filter((name) => surely(still, name) && surely(frame, name));
  if (both.some((name) => valueOf(still.fields, name) !== valueOf(frame.fields, name)))
    return { result: 'differs', detail: 'other_values', likeness };
  if (likeness < ALIKE) return { result: both.length > 0 ? 'differs' : 'unclear', detail: 'other_picture', likeness };
  return both.length === 0 ? { result: 'unclear', detail: null, likeness } : { result: 'same', detail: null, likeness };
}

const COLUMNS = 48;

/** The lightness of cells, with that of their surroundings taken out: light falls differently on every picture. */
function thumbnail({ widthPx, heightPx, rgb }: RgbPicture): Float64Array {
  const rows = Math.round((COLUMNS * heightPx) / widthPx);
  const sums = new Float64Array(COLUMNS * rows);
  const counts = new Float64Array(COLUMNS * rows);
  for (let y = 0; y < heightPx; y += 2) {
    for (let x = 0; x < widthPx; x += 2) {
      const cell = Math.floor((y * rows) / heightPx) * COLUMNS + Math.floor((x * COLUMNS) / widthPx);
      const at = (y * widthPx + x) * 3;
      sums[cell] = (sums[cell] ?? 0) + (rgb[at] ?? 0) + (rgb[at + 1] ?? 0) + (rgb[at + 2] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 3;
    }
  }
  return sums.map((sum, cell) => sum / (counts[cell] ?? 1));
}

/** Pearson's correlation. */
function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let index = 0; index < a.length; index += 1) {
    const [offA, offB] = [(a[index] ?? 0) - meanA, (b[index] ?? 0) - meanB];
    ab += offA * offB;
    aa += offA * offA;
    bb += offB * offB;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

import { contentLikeness } from '../image/content-likeness.ts';
import type { Cv } from '../image/opencv.ts';
import { valueOf } from './document-type.ts';
import type { PictureRead } from './read-document.ts';

/** `unclear`: they are neither alike nor surely two. */
export type Sameness = 'same' | 'unclear' | 'other_kind' | 'other_values' | 'other_picture';

/** Fields that belong to one document only; any of them read surely and differently is another document. */
const TELLING = ['residentNumber', 'documentNumber', 'mrz', 'name', 'surname', 'birthDate', 'issuer', 'validFrom'];
const SURE = 0.8;
/** With fewer places that have something on them nothing can be said. */
const LEAST_PLACES = 4;
/** A finger or a reflection covers one or two places; another portrait of those that were tried was four at least. */
const MOST_COVERED_PLACES = 2;

/**
 * Whether two pictures show one document: what is printed on both, and what they look like, place by place, the portrait with it. To look different is
 * held against a still only where the frame was recognised: a hand or a screen has outlines too.
 */
export function samenessOf(cv: Cv, still: PictureRead, frame: PictureRead): Sameness {
  if (still.outline === null || frame.outline === null) return 'unclear';
  if (still.type !== null && frame.type !== null && still.type !== frame.type) return 'other_kind';
  const surely = ({ fields }: PictureRead, name: string) =>
    fields.some((field) => field.name === name && field.value !== null && field.confidence >= SURE);
  const both = TELLING.filter((name) => surely(still, name) && surely(frame, name));
  if (both.some((name) => valueOf(still.fields, name) !== valueOf(frame.fields, name))) return 'other_values';
  const { places, unlike } = contentLikeness(cv, still.outline, frame.outline);
  if (places >= LEAST_PLACES && unlike === 0) return 'same';
  return unlike > MOST_COVERED_PLACES && frame.type !== null ? 'other_picture' : 'unclear';
}

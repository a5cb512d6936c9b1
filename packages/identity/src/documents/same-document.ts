import type { Cv } from '../image/opencv.ts';
import { contentLikeness } from '../image/content-likeness.ts';
import { valueOf } from './document-type.ts';
import type { PictureRead } from './read-document.ts';

/** `unclear`: one of the pictures could not be used, or they are neither alike nor told apart; a person compares them. */
export interface Sameness {
  readonly result: 'same' | 'differs' | 'unclear';
  readonly detail: 'unusable' | 'other_kind' | 'other_values' | 'other_picture' | null;
  /** −1 … 1: how alike the places of the two flat documents are, on average. */
  readonly likeness: number | null;
}

/** Fields that belong to one document only; any of them read surely and differently is another document. */
const TELLING = ['residentNumber', 'documentNumber', 'mrz', 'name', 'surname', 'birthDate', 'issuer', 'validFrom'];
const SURE = 0.8;
/** With fewer places that have something printed on them nothing can be said. */
const LEAST_PLACES = 4;
/** Limits were set on generated pictures: `frames.long.test.ts` says which. */
const ALIKE = 0.6;
const UNLIKE = 0.4;
/** So many places have to be another picture, before it is said to be one: a finger or a reflection covers one or two. */
const MOST_UNLIKE_PLACES = 2;

/** Whether a still shows the document of the recorded frame: what is printed on both, and what they look like, place by place, the portrait with it. */
export function samenessOf(cv: Cv, still: PictureRead, frame: PictureRead): Sameness {
  if (still.outline === null || frame.outline === null) return { result: 'unclear', detail: 'unusable', likeness: null };
  const { places, unlike, likeness } = contentLikeness(cv, still.outline, frame.outline);
  if (still.type !== null && frame.type !== null && still.type !== frame.type) return { result: 'differs', detail: 'other_kind', likeness };
  const surely = ({ fields }: PictureRead, name: string) =>
    fields.some((field) => field.name === name && field.value !== null && field.confidence >= SURE);
  const both = TELLING.filter((name) => surely(still, name) && surely(frame, name));
  if (both.some((name) => valueOf(still.fields, name) !== valueOf(frame.fields, name)))
    return { result: 'differs', detail: 'other_values', likeness };
  if (places < LEAST_PLACES) return { result: 'unclear', detail: 'unusable', likeness };
  if (unlike > MOST_UNLIKE_PLACES || likeness < UNLIKE) return { result: 'differs', detail: 'other_picture', likeness };
  return unlike === 0 && likeness >= ALIKE
    ? { result: 'same', detail: null, likeness }
    : { result: 'unclear', detail: 'other_picture', likeness };
}

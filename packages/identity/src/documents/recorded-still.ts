import type { Cv } from '../image/opencv.ts';
import { isHeldAlike } from '../image/pose.ts';
import type { PictureRead } from './read-document.ts';
import { samenessOf } from './same-document.ts';
import type { StillFinding } from './still-finding.ts';

/** One frame on which the document is the same, held the same, is enough; one that surely shows other values or another kind is enough for the contrary. */
export function stillFindingOf(cv: Cv, still: PictureRead, frames: readonly PictureRead[]): StillFinding {
  const { outline } = still;
  const shown = frames.flatMap((frame) => (frame.outline === null ? [] : [{ frame, at: frame.outline }]));
  if (shown.length === 0) return 'nothing_recorded';
  if (outline === null) return 'no_document';
  const compared = shown.map(({ frame, at }) => ({ sameness: samenessOf(cv, still, frame), isHeldAlike: isHeldAlike(outline, at) }));
  const told = compared.find(({ sameness }) => sameness === 'other_kind' || sameness === 'other_values');
  if (told !== undefined) return told.sameness === 'other_kind' ? 'other_kind' : 'other_values';
  const same = compared.filter(({ sameness }) => sameness === 'same');
  if (same.length > 0) return same.some((each) => each.isHeldAlike) ? 'recorded' : 'other_pose';
  return compared.every(({ sameness }) => sameness === 'other_picture') ? 'other_picture' : 'not_alike_enough';
}

import type { Cv } from '../image/opencv.ts';
import type { CheckContext } from './document-type.ts';
import { type PictureRead, readingOf } from './read-document.ts';
import type { DocumentReading } from './reading.ts';
import { stillFindingOf } from './recorded-still.ts';
import type { StillFinding } from './still-finding.ts';
import { voteFields, voteWithStill } from './vote.ts';

/** A document as it was held up: frames of what is recorded, and a still of the same moment, which a page sent. Pictures are files. */
export interface Shown {
  readonly frames: readonly Uint8Array[];
  readonly still: Uint8Array | null;
}

/** What was read of all of them. Boxes lie on the recorded frame of that index. */
export interface ShownReading {
  readonly reading: DocumentReading;
  readonly frame: number;
  /** Null where no still was sent. */
  readonly still: StillFinding | null;
}

interface Looks {
  readonly frames: readonly PictureRead[];
  readonly still: PictureRead | null;
}

/** Frames that nothing speaks against, as one, and the still with them where it shows what was recorded; where there is none, the advice that most frames give. */
export function readTogether(cv: Cv, { frames, still }: Looks, context: CheckContext): ShownReading {
  const finding = still === null ? null : stillFindingOf(cv, still, frames);
  const usable = frames.filter(isUsable);
  const [best = null] = usable.toSorted((a, b) => surest(b) - surest(a));
  const alike = usable.filter(({ type }) => type === best?.type);
  const taken = finding === 'recorded' && still !== null && isUsable(still) && (best === null || best.type === still.type) ? still : null;
  const frame = best === null ? frames.findIndex(({ outline }) => outline !== null) : frames.indexOf(best);
  return { reading: readingOf(joined(best, alike, taken) ?? mostAdvised(frames), context), frame: Math.max(0, frame), still: finding };
}

/** Two frames that agree on all that is asked for: a third would say the same. */
export function isSettled(frames: readonly PictureRead[], context: CheckContext): boolean {
  const usable = frames.filter(isUsable);
  const [first = null] = usable;
  if (usable.length < 2 || usable.some(({ type }) => type !== first?.type)) return false;
  const voted = joined(first, usable, null);
  return voted !== null && readingOf(voted, context).outcome === 'accepted';
}

function joined(best: PictureRead | null, alike: readonly PictureRead[], still: PictureRead | null): PictureRead | null {
  const frames = alike.map(({ fields }) => fields);
  if (still === null) return best === null ? null : { ...best, fields: voteFields(frames) };
  const fields = voteWithStill(frames, still.fields);
  if (best !== null) return { ...best, fields };
  // Places on the still are none on a frame.
  return { ...still, fields: fields.map((field) => ({ ...field, region: null })) };
}

const isUsable = ({ type, advice }: PictureRead): boolean => type !== null && advice.length === 0;

const surest = ({ fields }: PictureRead): number => fields.reduce((sum, { confidence }) => sum + confidence, 0);

function mostAdvised(looks: readonly PictureRead[]): PictureRead {
  const count = (advice: string) => looks.filter((look) => look.advice[0] === advice).length;
  const [most] = looks.toSorted((a, b) => count(b.advice[0] ?? '') - count(a.advice[0] ?? ''));
  return most ?? { type: null, page: null, fields: [], advice: ['no_document'], outline: null };
}

import type { Region } from '../../image/picture.ts';
import type { ReadSign } from '../../ocr/line-reader.ts';
import type { Page } from '../page.ts';

/** In signs. From the middle of one to the middle of the next is one; with a sign between them it would be two. */
const MOST_APART = 1.7;
/** From where values begin to the middle of the first one, which is half a sign and what print runs stray. */
const MOST_BEFORE = 1.5;
/** From the middle of the last one to the end of the ink. */
const MOST_AFTER = 1.2;

interface Print {
  /** Where the first sign begins, in millimetres. */
  readonly fromMm: number;
  readonly signMm: number;
}

/**
 * Whether signs of Chinese print, which stand one beside the other, are all there. An engine leaves out a sign that it does not know, and glare can take the
 * first one away: what is left reads well, and both engines agree on it.
 */
export function isUnbroken(page: Pick<Page, 'xMm'>, line: Region, signs: readonly ReadSign[], { fromMm, signMm }: Print): boolean {
  const middlesMm = signs.map(({ from, to }) => page.xMm(line, (from + to) / 2));
  const [first, last] = [middlesMm[0], middlesMm.at(-1)];
  if (first === undefined || last === undefined) return false;
  return (
    first - fromMm < MOST_BEFORE * signMm &&
    middlesMm.every((middle, index) => middle - (middlesMm[index - 1] ?? middle) < MOST_APART * signMm) &&
    page.xMm(line, 1) - last < MOST_AFTER * signMm
  );
}

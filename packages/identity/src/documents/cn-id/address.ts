import type { Region } from '../../image/picture.ts';
import type { Page } from '../page.ts';
import { regionNames } from '../shared/regions/regions.ts';
import { CN_ID_LAYOUT } from './layout.ts';

/** A house, a flat or a group: what ends with a digit may have lost the sign that says which. */
const ENDS_WITH_SIGN = /\p{Script=Han}$/u;

/**
 * Whether an address ends as one does, and none of its lines before the next one has to begin: glare takes the end of a line away, and what is left of two lines
 * reads well.
 */
export function isAddressInFull(page: Pick<Page, 'xMm'>, lines: readonly Region[], text: string): boolean {
  return ENDS_WITH_SIGN.test(text) && lines.slice(0, -1).every((line) => page.xMm(line, 1) > CN_ID_LAYOUT.fullLineToMm);
}

/** The readings of an address by different engines, the first and the second look of the first engine apart. */
export interface AddressReadings {
  readonly one: string;
  readonly other: string;
  /** So many of the other's last signs it is sure of; what is agreed on before them counts for nothing. */
  readonly sure: number;
}

/** An engine may have misread or left out so many signs of a region's name, and both engines together one more. */
const MOST_MISREAD = 2;

/**
 * An address of which two engines read the beginning differently and the rest alike, where the beginning is as good as the name of the region that the
 * resident number tells: a third source, whose digits are checked. Null where that is not so. Who moved has an address elsewhere, for a person to see.
 */
export function settleByRegion({ one, other, sure }: AddressReadings, region: string): string | null {
  const begins = regionNames(region).flatMap(({ province, city, county }) => [`${province}${city}${county}`, `${province}${county}`]);
  let best: { text: string; misread: number } | null = null;
  for (const begin of begins.filter((each) => each.length > 4)) {
    for (let rest = Math.min(sure, commonEnd(one, other)); rest > 0; rest -= 1) {
      const beginnings = [one, other].map((each) => each.slice(0, -rest));
      // What ends otherwise than the region does holds signs of the street, of which nothing is known: they are not to be taken for misread ones.
      if (beginnings.some((each) => each.at(-1) !== begin.at(-1))) continue;
      const [first = 0, second = 0] = beginnings.map((each) => distance(each, begin));
      const misread = first + second;
      if (Math.max(first, second) > MOST_MISREAD || misread > MOST_MISREAD + 1) continue;
      if (best === null || misread < best.misread) best = { text: begin + one.slice(-rest), misread };
    }
  }
  return best?.text ?? null;
}

function commonEnd(one: string, other: string): number {
  let count = 0;
  while (count < Math.min(one.length, other.length) && one.at(-1 - count) === other.at(-1 - count)) count += 1;
  return count;
}

/** Levenshtein's: how many signs have to be changed, added or left out. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, sign] of [...a].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...b].entries()) {
      next.push(Math.min((row[column] ?? 0) + (sign === other ? 0 : 1), (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

import { regionNames } from '../shared/regions/regions.ts';

/** The readings of an address by different engines, the first and the second look of the first engine apart. */
export interface AddressReadings {
  readonly one: string;
  readonly other: string;
}

/** An engine may have misread or left out so many signs of a region's name. */
const MOST_MISREAD = 2;

/**
 * An address of which two engines read the beginning differently and the rest alike, where the beginning that one of them read is the region that the
 * resident number names: a third source, as its digits are checked. Null where that is not so.
 */
export function settleByRegion({ one, other }: AddressReadings, region: string): string | null {
  const begins = regionNames(region).flatMap(({ province, city, county }) => [`${province}${city}${county}`, `${province}${county}`]);
  const begin = begins
    .filter((each) => each.length > 4 && (one.startsWith(each) || other.startsWith(each)))
    .toSorted((a, b) => b.length - a.length)[0];
  if (begin === undefined) return null;
  const [exact, differing] = one.startsWith(begin) ? [one, other] : [other, one];
  const rest = exact.slice(begin.length);
  if (rest === '' || !differing.endsWith(rest)) return null;
  return distance(differing.slice(0, differing.length - rest.length), begin) <= MOST_MISREAD ? exact : null;
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

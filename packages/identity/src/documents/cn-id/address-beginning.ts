import { isCounty, regionCodes, regionNames } from '../shared/regions/regions.ts';

let beginnings: ReadonlySet<string> | undefined;
const LONGEST_BEGINNING = 40;

/**
 * Whether an address begins with a place of the list: a county after its province or its city or both, or a city that has no counties. What another place
 * begins with is none by itself: many a city was a county once, and whatever was read for a county behind it would pass.
 */
export function beginsWithPlace(address: string): boolean {
  beginnings ??= new Set(addressBeginnings());
  for (let length = Math.min(LONGEST_BEGINNING, address.length); length > 3; length -= 1) {
    if (beginnings.has(address.slice(0, length))) return true;
  }
  return false;
}

function addressBeginnings(): string[] {
  const codes = regionCodes().filter((code) => !isProvince(code));
  const sorted = [...new Set(codes.flatMap(waysToBegin))].toSorted();
  return sorted.filter((each, index) => sorted[index + 1]?.startsWith(each) !== true);
}

const isProvince = (code: string): boolean => code.endsWith('0000');

function waysToBegin(code: string): string[] {
  return regionNames(code).flatMap(({ province, city, county }) => {
    if (isCounty(code)) return county === '' ? [] : [province + city + county, province + county, ...(city === '' ? [] : [city + county])];
    return city === '' ? [] : [province + city];
  });
}

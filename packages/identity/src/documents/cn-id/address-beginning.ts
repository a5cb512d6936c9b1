import { isCounty, regionCodes, regionNames, regionsInForce } from '../shared/regions/regions.ts';

let beginnings: ReadonlySet<string> | undefined;
const LONGEST_BEGINNING = 40;

/** Whether an address begins with a place of the list: a county after its province or its city or both, or a city that has no counties. */
export function beginsWithPlace(address: string): boolean {
  beginnings ??= new Set(addressBeginnings());
  for (let length = Math.min(LONGEST_BEGINNING, address.length); length > 3; length -= 1) {
    if (beginnings.has(address.slice(0, length))) return true;
  }
  return false;
}

function addressBeginnings(): string[] {
  const withCounties = new Set(regionsInForce().map((code) => code.slice(0, 4)));
  const bare = regionCodes().filter((code) => !isCounty(code) && !code.endsWith('0000') && !withCounties.has(code.slice(0, 4)));
  const ofCities = bare.flatMap((code) => regionNames(code).map(({ province, city }) => `${province}${city}`));
  const ofCounties = regionCodes()
    .filter(isCounty)
    .flatMap((code) =>
      regionNames(code).flatMap(({ province, city, county }) =>
        county === '' ? [] : [province + city + county, province + county, ...(city === '' ? [] : [city + county])],
      ),
    );
  return [...ofCities, ...ofCounties];
}

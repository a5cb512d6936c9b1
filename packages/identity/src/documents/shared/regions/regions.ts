import regions from './regions.json' with { type: 'json' };

/**
 * Codes of GB/T 2260 that were ever in force since resident numbers are given, with their names, the newest first. A number keeps the code of
 * the place where it was first given, whatever became of that place.
 */
const NAMES: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(regions).map(([code, names]) => [code, names.split('|')]));

/**
 * 83 stands for residents from Taiwan, 81 and 82 for those from Hong Kong and Macao (residence permits of 2018); they are not in GB/T 2260's counties.
 * Foreigners' permanent residence cards of 2023 begin with 9 and have another layout of the six digits: they are no resident identity cards.
 */
const RESIDENCE_PERMITS = new Set(['810000', '820000', '830000']);

export function isKnownRegion(code: string): boolean {
  return NAMES.has(code) || RESIDENCE_PERMITS.has(code);
}

export interface RegionName {
  readonly province: string;
  /** Empty where the code is a province's own. */
  readonly city: string;
  readonly county: string;
}

/** The newest names; empty strings for what is not known. */
export function regionName(code: string): RegionName {
  const [{ province = '', city = '', county = '' } = {}] = regionNames(code);
  return { province, city, county };
}

/** What several places are listed under and what is no place itself. */
const HEADING = /^(?:市辖区|市|县)$|直辖/;
/** Names of places, empty for a heading. */
const namesOf = (code: string): string[] => [...new Set((NAMES.get(code) ?? ['']).map((name) => (HEADING.test(name) ? '' : name)))];

/** Every way that the place has been called, the newest first; county names that changed are combined with today's names above them. */
export function regionNames(code: string): RegionName[] {
  const [province = ''] = namesOf(`${code.slice(0, 2)}0000`);
  return namesOf(code).flatMap((county) => namesOf(`${code.slice(0, 4)}00`).map((city) => ({ province, city, county })));
}

export const isCounty = (code: string): boolean => !code.endsWith('00');

/** All codes, of places of every size. */
export const regionCodes = (): string[] => [...NAMES.keys()];

/** Counties as they are today: every code whose first name is a place's and that is no city or province. */
export function regionsInForce(): string[] {
  return [...NAMES.keys()].filter((code) => isCounty(code) && namesOf(code)[0] !== '');
}

let codesByName: ReadonlyMap<string, readonly string[]> | undefined;

/** The codes of all places that are or were called so. */
export function codesNamed(name: string): readonly string[] {
  codesByName ??= listed([...NAMES.keys()].flatMap((code) => namesOf(code).map((each) => [each, code] as const)));
  return name === '' ? [] : (codesByName.get(name) ?? []);
}

function listed(pairs: readonly (readonly [string, string])[]): Map<string, string[]> {
  return new Map([...Map.groupBy(pairs, ([name]) => name)].map(([name, all]) => [name, all.map(([, code]) => code)]));
}

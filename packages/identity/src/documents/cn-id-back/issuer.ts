import { codesNamed } from '../shared/regions/regions.ts';

/**
 * Whether there is such an authority: 鄄城县公安局 of a county or a city, 成都市公安局武侯分局 of one of its districts, as they are or were called
 * (GB/T 2260). A sign that two engines take for another one makes a place that there is not. Branches for what is no district, as for a development zone,
 * are not all on the list.
 */
export function isKnownIssuer(issuer: string): boolean {
  const [, place = '', branch] = /^(.+?)公安局(?:(.+)分局)?$/.exec(issuer) ?? [];
  const places = codesNamed(place);
  if (branch === undefined) return places.length > 0;
  return [branch, `${branch}区`].flatMap(codesNamed).some((code) => places.some((each) => isWithin(code, each)));
}

/** The codes of counties begin as their city's does, and those of cities as their province's. */
const isWithin = (code: string, place: string): boolean => code !== place && code.startsWith(place.replace(/(?:00)+$/, ''));

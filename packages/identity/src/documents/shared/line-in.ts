import type { Region } from '../../image/picture.ts';
import type { FieldFound } from '../document-type.ts';
import type { Page, Script } from '../page.ts';

/** In millimetres: from the left, from the top, width, height. */
export type Place = readonly [number, number, number, number];

/** The one line in a place: the largest, as specks are found beside it. */
export function lineIn(page: Page, place: Place, signHeightMm: number): Region | null {
  const [largest] = page.lines(page.region(...place), signHeightMm).toSorted((a, b) => b.height * b.width - a.height * a.width);
  return largest ?? null;
}

/** A field as it was read by the engine for that script; what has no value has no confidence either. */
export function fieldOf(
  page: Page,
  name: string,
  script: Script,
  region: Region | null,
  value: string | null,
  confidence: number,
): FieldFound {
  const { engine, version } = page.readers[script];
  return { name, value, confidence: value === null ? 0 : confidence, region, engine, version };
}

/** A place as a share of a document of a size in millimetres. */
export function shareOf([x, y, width, height]: Place, widthMm: number, heightMm: number): Region {
  return { x: x / widthMm, y: y / heightMm, width: width / widthMm, height: height / heightMm };
}

export function union(a: Region, b: Region): Region {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}

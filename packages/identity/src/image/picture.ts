import type { RgbPicture } from '../pool/open-picture.ts';

export type { RgbPicture };

/** One byte a pixel, rows from the top. */
export interface GreyPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly grey: Uint8Array;
}

/** In pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A document's corners as it is read: top left, top right, bottom right, bottom left. */
export type Corners = readonly [Point, Point, Point, Point];

/** Where a document lies in a picture. */
export interface Outline {
  readonly picture: RgbPicture;
  readonly corners: Corners;
}

/** A part of a document, in shares of its width and height from the top left corner. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const distanceOf = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** The area of a polygon, by the shoelace formula. */
export function areaOf(points: readonly Point[]): number {
  let twice = 0;
  for (const [index, { x, y }] of points.entries()) {
    const next = points[(index + 1) % points.length] as Point;
    twice += x * next.y - next.x * y;
  }
  return Math.abs(twice) / 2;
}

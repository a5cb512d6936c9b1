import type { ReactNode } from 'react';
import classes from './pdf-page.module.css';

interface Point {
  readonly x: number;
  readonly y: number;
}

interface PlaceOnPageProps {
  /** In shares of the page, from its top left corner. */
  readonly place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly signed: boolean };
  /** What was written there, in shares of the place; null where it is not for these eyes. */
  readonly strokes?: readonly (readonly Point[])[] | null;
  /** Says that it was written on, where the strokes are not shown. */
  readonly signedMark?: ReactNode;
}

/** Where something is written by hand, and what was written there. */
export function PlaceOnPage({ place: { x, y, width, height, signed }, strokes = null, signedMark }: PlaceOnPageProps) {
  const percent = (share: number) => `${share * 100}%`;
  const isUnseen = signed && strokes === null && signedMark !== undefined;
  return (
    <div
      className={classes['place']}
      data-signed={signed}
      data-unseen={isUnseen || undefined}
      style={{ left: percent(x), top: percent(y), width: percent(width), height: percent(height) }}
      aria-hidden
    >
      {isUnseen && signedMark}
      {strokes !== null && (
        <svg viewBox="0 0 1 1" preserveAspectRatio="none">
          <path d={pathOf(strokes)} vectorEffect="non-scaling-stroke" />
        </svg>
      )}
    </div>
  );
}

/** The strokes as the path of an SVG of 1 × 1. A touch without movement is a dot. */
export const pathOf = (strokes: readonly (readonly Point[])[]): string =>
  strokes
    .map((points) => points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('') + (points.length === 1 ? 'h0' : ''))
    .join('');

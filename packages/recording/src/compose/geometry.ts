import { assertNever } from '@guichet/protocol';
import type { ComposeLayout } from './story.ts';

/** In points, all even: a picture's colours have half its resolution. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything stands. It never moves while a composite runs: eyes stay where they are. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly header: Rect;
  readonly caption: Rect;
  /** One for each camera, and in side-by-side one more for each who shares a screen. */
  readonly tiles: readonly Rect[];
  /** The large picture of layouts that have one. */
  readonly stage: Rect | null;
}

const WIDTH = 1_280;
const HEADER = 48;
const CAPTION = 88;
/** Heights are whole macroblocks, so that no row is encoded that nobody sees. */
const MACROBLOCK = 16;
const MARGIN = 16;

const even = (value: number): number => Math.floor(value / 2) * 2;

/** `tiles`: how many small pictures there are, from 1. */
export function geometryOf(layout: ComposeLayout, tiles: number): Geometry {
  switch (layout) {
    case 'side-by-side':
      return sideBySide(tiles);
    case 'picture-in-picture':
      return pictureInPicture(tiles);
    case 'speaker':
      return speaker(tiles);
    default:
      return assertNever(layout);
  }
}

function sideBySide(count: number): Geometry {
  const columns = count <= 2 ? 2 : count <= 4 ? 2 : count <= 9 ? 3 : 4;
  const rows = Math.ceil(count / columns);
  const width = even(WIDTH / columns);
  const height = even((width * 9) / 16);
  const tiles = Array.from({ length: count }, (_, at) => {
    const row = Math.floor(at / columns);
    const inRow = Math.min(columns, count - row * columns);
    // The last row stands in the middle.
    const left = even((WIDTH - inRow * width) / 2);
    return { x: left + (at % columns) * width, y: HEADER + row * height, width, height };
  });
  return framed(rows * height, tiles, null);
}

/** One large, the others along its lower edge, from the right. */
function pictureInPicture(count: number): Geometry {
  const stage = { x: 0, y: HEADER, width: WIDTH, height: 720 };
  const width = even(Math.min(288, (WIDTH - MARGIN) / count - MARGIN));
  const height = even((width * 9) / 16);
  const tiles = Array.from({ length: count }, (_, at) => ({
    x: even(WIDTH - (at + 1) * (width + MARGIN)),
    y: even(HEADER + stage.height - height - MARGIN),
    width,
    height,
  }));
  return framed(stage.height, tiles, stage);
}

/** One large, everybody in a strip below it. */
function speaker(count: number): Geometry {
  const stage = { x: 160, y: HEADER, width: 960, height: 540 };
  const width = even(Math.min(240, WIDTH / count));
  const height = even((width * 9) / 16);
  const left = even((WIDTH - count * width) / 2);
  const tiles = Array.from({ length: count }, (_, at) => ({ x: left + at * width, y: HEADER + stage.height, width, height }));
  return framed(stage.height + height, tiles, stage);
}

function framed(pictureHeight: number, tiles: readonly Rect[], stage: Rect | null): Geometry {
  const height = Math.ceil((HEADER + pictureHeight + CAPTION) / MACROBLOCK) * MACROBLOCK;
  const below = HEADER + pictureHeight;
  return {
    width: WIDTH,
    height,
    header: { x: 0, y: 0, width: WIDTH, height: HEADER },
    caption: { x: 0, y: below, width: WIDTH, height: height - below },
    tiles,
    stage,
  };
}

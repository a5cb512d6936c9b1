import type { GreyPicture } from '../image/picture.ts';

/** One sign as it was read; its place is in shares of the line's width. */
export interface ReadSign {
  readonly text: string;
  readonly confidence: number;
  readonly from: number;
  readonly to: number;
  /** The engine saw a space before it; not every engine tells. */
  readonly afterSpace?: boolean;
}

export interface ReadLine {
  /** Without spaces. */
  readonly text: string;
  /** The least sure sign's, from 0 to 1; 0 for an empty line. */
  readonly confidence: number;
  readonly signs: readonly ReadSign[];
}

/** Reads a line of print. Engines differ in script and origin; what was read says by which of them. */
export interface LineReader {
  readonly engine: string;
  readonly version: string;
  /** @param line dark print on a light ground, some 36 to 64 pixels high */
  read(line: GreyPicture): Promise<ReadLine>;
  close(): Promise<void>;
}

export const EMPTY_LINE: ReadLine = { text: '', confidence: 0, signs: [] };

export function lineOf(signs: readonly ReadSign[]): ReadLine {
  if (signs.length === 0) return EMPTY_LINE;
  return { text: signs.map(({ text }) => text).join(''), confidence: Math.min(...signs.map(({ confidence }) => confidence)), signs };
}

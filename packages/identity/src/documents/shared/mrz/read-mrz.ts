import type { Region } from '../../../image/picture.ts';
import type { FieldFound } from '../../document-type.ts';
import type { Page } from '../../page.ts';
import { fieldOf, type Place } from '../line-in.ts';
import { readTwice } from '../read-twice.ts';
import { fitLine } from './fit-line.ts';
import { MRZ_FORMS, type MrzFormat } from './parse-mrz.ts';

/** Signs of OCR-B in size I are 2.4 mm high. */
const SIGN_MM = 2.4;

export interface MrzPlace {
  readonly format: MrzFormat;
  readonly place: Place;
  /** A line is at least so wide. */
  readonly leastWidthMm: number;
}

/** The machine-readable lines' boxes, from the top; fewer or more than the format has are none. */
export function mrzLines(page: Page, { format, place, leastWidthMm }: MrzPlace): Region[] {
  const wide = page
    .lines(page.region(...place), SIGN_MM)
    .filter((line) => page.widthMm(line) >= leastWidthMm && page.heightMm(line) < 2 * SIGN_MM);
  return wide.length === MRZ_FORMS[format].lines ? wide : [];
}

/** Whether the first line is one of machine-readable signs of about the right number. */
export async function looksLikeMrz(page: Page, where: MrzPlace): Promise<boolean> {
  const [first] = mrzLines(page, where);
  if (first === undefined) return false;
  const { text } = await page.read('ocrb', first);
  const { length } = MRZ_FORMS[where.format];
  return Math.abs(text.length - length) <= 4 && text.includes('<');
}

/** The lines as one field, `mrz`, with a line break between them; what stands in them is parsed from it. */
export async function readMrz(page: Page, where: MrzPlace): Promise<FieldFound> {
  const lines = mrzLines(page, where);
  const [first] = lines;
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return fieldOf(page, 'mrz', 'ocrb', null, null, 0);
  const read = [];
  for (const line of lines) read.push(await readTwice(page, 'ocrb', line));
  const fitted = read.map(({ text }) => fitLine(text, MRZ_FORMS[where.format].length));
  const around = { x: first.x, y: first.y, width: Math.max(...lines.map(({ width }) => width)), height: last.y + last.height - first.y };
  const value = fitted.includes(null) ? null : fitted.join('\n');
  return fieldOf(page, 'mrz', 'ocrb', around, value, Math.min(...read.map(({ confidence }) => confidence)));
}

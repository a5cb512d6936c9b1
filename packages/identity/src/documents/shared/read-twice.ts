import type { Region } from '../../image/picture.ts';
import { lineOf, type ReadSign } from '../../ocr/line-reader.ts';
import type { Page, Script } from '../page.ts';

/** What two looks at one line made of it. */
export interface TwiceRead {
  readonly text: string;
  readonly confidence: number;
  readonly signs: readonly ReadSign[];
}

/** Where the readings differ, nobody can be sure; the likelier one is named, and a person looks. */
const DISAGREEMENT = 0.5;
/** Two of three readings, by engines of different origin: nearly as good as all of them. */
const TWO_OF_THREE = 0.85;

/**
 * Reads a line as it was pictured and with the paper's lightness taken out. Two looks that agree, sign by sign, are worth more than either: what
 * they are unsure of, they are unsure of independently.
 */
export async function readTwice(
  page: Page,
  script: Script,
  line: Region,
  keep: (sign: ReadSign) => boolean = () => true,
): Promise<TwiceRead> {
  const first = lineOf((await page.read(script, line, 'pictured')).signs.filter(keep));
  const second = lineOf((await page.read(script, line, 'on_white')).signs.filter(keep));
  const [better, other] = first.confidence >= second.confidence ? [first, second] : [second, first];
  if (better.text === '') return { text: '', confidence: 0, signs: [] };
  if (first.text !== second.text) return { ...better, confidence: DISAGREEMENT * better.confidence };
  const signs = better.signs.map((sign, index) => ({ ...sign, confidence: both(sign.confidence, other.signs[index]?.confidence ?? 0) }));
  return lineOf(signs);
}

const both = (a: number, b: number): number => 1 - (1 - a) * (1 - b);

/**
 * Reads a line of Chinese with two engines of different origin. There are thousands of signs, many of them alike, and nothing else on the document
 * says what a name or a street is called: an engine alone is sure of itself and wrong in some two of a hundred lines.
 */
export async function readByTwo(page: Page, line: Region, keep: (sign: ReadSign) => boolean = () => true): Promise<TwiceRead> {
  const one = lineOf((await page.read('chinese', line, 'pictured')).signs.filter(keep));
  const other = lineOf((await page.read('chineseToo', line, 'pictured')).signs.filter(keep));
  if (one.text !== '' && one.text === other.text) {
    return lineOf(other.signs.map((sign, index) => ({ ...sign, confidence: both(sign.confidence, one.signs[index]?.confidence ?? 0) })));
  }
  const third = lineOf((await page.read('chinese', line, 'on_white')).signs.filter(keep));
  if (other.text !== '' && third.text === other.text)
    return { ...other, confidence: TWO_OF_THREE * both(other.confidence, third.confidence) };
  const likelier = other.text === '' ? one : other;
  return { ...likelier, confidence: DISAGREEMENT * likelier.confidence };
}

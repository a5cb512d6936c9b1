import type { Region } from '../../image/picture.ts';
import { lineOf, type ReadSign } from '../../ocr/line-reader.ts';
import type { Look, Page, Script } from '../page.ts';

/** What two looks at one line made of it. */
export interface TwiceRead {
  readonly text: string;
  readonly confidence: number;
  readonly signs: readonly ReadSign[];
}

/** Where the readings differ, nobody can be sure; the likelier one is named, and a person looks. */
const DISAGREEMENT = 0.5;
/** One engine is sure, and the other one does not contradict it twice. */
const ONE_OF_TWO_LOOKS = 0.92;
/** What an engine's two looks at a line have to be sure of to be believed against another engine. */
const CERTAIN = 0.97;
/** What the stronger engine has to be sure of by itself, though the other one agrees: what it has not met before, it is not sure of, and neither knows. */
export const SURE = 0.9;
/** Less than is asked of what nothing else on a document tells. */
const DOUBTED = 0.85;

/** What speaks against a reading that the engines are sure of makes it one for a person. */
export const sureIf = (isSure: boolean, confidence: number): number => (isSure ? confidence : Math.min(DOUBTED, confidence));

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
 * says what a name or a street is called: an engine alone can be sure of itself and wrong. Where they differ, the stronger engine's second look
 * counts, if both of its looks are as good as certain and the other engine at least saw as many signs: what an engine does not know, it leaves out.
 */
export async function readByTwo(page: Page, line: Region, keep: (sign: ReadSign) => boolean = () => true): Promise<TwiceRead> {
  const look = async (script: Script, by: Look) => lineOf((await page.read(script, line, by)).signs.filter(keep));
  // One engine has a thread of its own.
  const [strong, other] = await Promise.all([look('chineseToo', 'pictured'), look('chinese', 'pictured')]);
  if (strong.text === '') return { ...other, confidence: DISAGREEMENT * other.confidence };
  if (strong.text === other.text) {
    const agreed = lineOf(
      strong.signs.map((sign, index) => ({ ...sign, confidence: both(sign.confidence, other.signs[index]?.confidence ?? 0) })),
    );
    return { ...agreed, confidence: sureIf(strong.confidence >= SURE, agreed.confidence) };
  }
  const [again, otherAgain] = await Promise.all([look('chineseToo', 'on_white'), look('chinese', 'on_white')]);
  if (strong.text === otherAgain.text)
    return { ...strong, confidence: sureIf(strong.confidence >= SURE, ONE_OF_TWO_LOOKS * both(strong.confidence, otherAgain.confidence)) };
  const certain = strong.text === again.text && Math.min(strong.confidence, again.confidence) >= CERTAIN;
  const asMany = [other, otherAgain].some(({ signs }) => signs.length === strong.signs.length);
  return { ...strong, confidence: certain && asMany ? ONE_OF_TWO_LOOKS : DISAGREEMENT * strong.confidence };
}

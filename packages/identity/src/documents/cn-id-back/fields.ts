import type { Region } from '../../image/picture.ts';
import type { ReadSign } from '../../ocr/line-reader.ts';
import type { FieldFound } from '../document-type.ts';
import type { Page } from '../page.ts';
import { fieldOf, lineIn } from '../shared/line-in.ts';
import { readByTwo, sureIf } from '../shared/read-twice.ts';
import { isDate } from '../shared/resident-number.ts';
import { isUnbroken } from '../shared/unbroken.ts';
import { isKnownIssuer } from './issuer.ts';
import { CN_ID_BACK_LAYOUT } from './layout.ts';

const { lines, signMm, titleMm, valuesFromMm } = CN_ID_BACK_LAYOUT;

/** 长期: for good. */
export const FOR_GOOD = '长期';

export async function readCnIdBack(page: Page): Promise<FieldFound[]> {
  return [await readIssuer(page), ...(await readValidity(page))];
}

/** Whether the card's own name stands where it should; three of its five signs, spaced as they are, are enough for either engine. */
export async function hasTitle(page: Page): Promise<boolean> {
  const line = lineIn(page, lines.title, titleMm);
  if (line === null) return false;
  for (const script of ['chinese', 'chineseToo'] as const) {
    const { text } = await page.read(script, line);
    if ([...TITLE].filter((sign) => text.includes(sign)).length >= 3) return true;
  }
  return false;
}

const TITLE = '居民身份证';

const isValue = (page: Page, line: Region) => (sign: ReadSign) => page.xMm(line, (sign.from + sign.to) / 2) > valuesFromMm;

async function readIssuer(page: Page): Promise<FieldFound> {
  const line = lineIn(page, lines.issuer, signMm);
  if (line === null) return fieldOf(page, 'issuer', 'chinese', null, null, 0);
  const inValue = isValue(page, line);
  const { text, signs, confidence } = await readByTwo(page, line, (sign) => inValue(sign) && /\p{Script=Han}/u.test(sign.text));
  const isSure = isKnownIssuer(text) && isUnbroken(page, line, signs, { fromMm: valuesFromMm, signMm });
  return fieldOf(page, 'issuer', 'chinese', line, text.length < 4 ? null : text, sureIf(isSure, confidence));
}

/** `2015.03.02-2035.03.02` or `2015.03.02-长期`. */
async function readValidity(page: Page): Promise<FieldFound[]> {
  const line = lineIn(page, lines.validity, signMm);
  const field = (name: string, value: string | null, confidence = 0) => fieldOf(page, name, 'chinese', line, value, confidence);
  if (line === null) return [field('validFrom', null), field('validUntil', null)];
  const inValue = isValue(page, line);
  const { text, confidence } = await readByTwo(page, line, (sign) => inValue(sign) && /[\d长期]/u.test(sign.text));
  const [, from = '', until = ''] = /^(\d{8})(\d{8}|长期)$/.exec(text) ?? [];
  const [validFrom, validUntil] = [dateOf(from), until === FOR_GOOD ? FOR_GOOD : dateOf(until)];
  return [field('validFrom', validFrom, confidence), field('validUntil', validUntil, confidence)];
}

function dateOf(digits: string): string | null {
  const iso = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  return digits.length === 8 && isDate(iso) ? iso : null;
}

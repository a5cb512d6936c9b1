import type { Region } from '../../image/picture.ts';
import { lineOf, type ReadSign } from '../../ocr/line-reader.ts';
import type { FieldFound } from '../document-type.ts';
import type { Look, Page, Script } from '../page.ts';
import { ETHNIC_GROUPS } from '../shared/ethnic-groups.ts';
import { fieldOf, lineIn, union } from '../shared/line-in.ts';
import { isDate } from '../shared/resident-number.ts';
import { readByTwo, readTwice, SURE, sureIf, type TwiceRead } from '../shared/read-twice.ts';
import { isUnbroken } from '../shared/unbroken.ts';
import { beginsWithPlace } from './address-beginning.ts';
import { isAddressInFull, settleByRegion } from './address.ts';
import { CN_ID_LAYOUT } from './layout.ts';

const { lines, signMm, leastNumberMm, valuesFromMm, ethnicityLabelMm, partsMm } = CN_ID_LAYOUT;

export async function readCnId(page: Page): Promise<FieldFound[]> {
  const number = await readNumber(page);
  return [await readName(page), ...(await readSexAndEthnicity(page)), await readBirth(page), await readAddress(page, number.value), number];
}

const HAN = /[\p{Script=Han}·]/u;

/** Where a sign's middle lies, in millimetres. */
const middleMm = (page: Page, line: Region, { from, to }: ReadSign) => page.xMm(line, (from + to) / 2);

/**
 * Signs of names that differ by one short stroke. Engines take the rare one for the common one, and both of them do (of 849 generated documents the one
 * that was accepted and wrong had 余 for 佘): that two agree says nothing then.
 */
const ALIKE = new Set('余佘冼洗栗粟戊戌戍未末祎袆睢雎');
const PRINT = { fromMm: valuesFromMm, signMm };

async function readName(page: Page): Promise<FieldFound> {
  const line = lineIn(page, lines.name, signMm);
  if (line === null) return fieldOf(page, 'name', 'chinese', null, null, 0);
  const read = await readByTwo(page, line, (sign) => middleMm(page, line, sign) > valuesFromMm);
  const name = [...read.text].every((sign) => HAN.test(sign)) && [...read.text].length >= 2 ? read.text : null;
  const isSure = ![...read.text].some((sign) => ALIKE.has(sign)) && isUnbroken(page, line, read.signs, PRINT);
  return fieldOf(page, 'name', 'chineseToo', line, name, sureIf(isSure, read.confidence));
}

/** One line, two values; both of closed lists, so that a sign that is on none is no value. */
async function readSexAndEthnicity(page: Page): Promise<FieldFound[]> {
  const line = lineIn(page, lines.sexAndEthnicity, signMm);
  if (line === null) return ['sex', 'ethnicity'].map((name) => fieldOf(page, name, 'chineseToo', null, null, 0));
  const [labelFrom, labelTo] = ethnicityLabelMm;
  const between = (from: number, to: number) => (sign: ReadSign) =>
    HAN.test(sign.text) && middleMm(page, line, sign) > from && middleMm(page, line, sign) < to;
  const { signs } = await page.read('chineseToo', line);
  const sex = lineOf(signs.filter(between(valuesFromMm, labelFrom)));
  const ethnicity = lineOf(signs.filter(between(labelTo, 52)));
  const known = nearestGroup(ethnicity.text);
  return [
    fieldOf(page, 'sex', 'chineseToo', line, /^[男女]$/.test(sex.text) ? sex.text : null, sex.confidence),
    fieldOf(page, 'ethnicity', 'chineseToo', line, known?.group ?? null, ethnicity.confidence * (known?.exact === true ? 1 : 0.7)),
  ];
}

/** A name of the list; one of three signs or more may have one sign misread, as no two of these are as near to one another. */
export function nearestGroup(text: string): { group: string; exact: boolean } | null {
  const exact = ETHNIC_GROUPS.find((group) => group === text);
  if (exact !== undefined) return { group: exact, exact: true };
  const near = ETHNIC_GROUPS.filter(
    (group) => group.length >= 3 && group.length === text.length && [...group].filter((sign, index) => sign !== text[index]).length === 1,
  );
  return near.length === 1 && near[0] !== undefined ? { group: near[0], exact: false } : null;
}

/** `1984 年 3 月 5 日`: digits by where they stand, as the labels between them are easily lost. */
async function readBirth(page: Page): Promise<FieldFound> {
  const line = lineIn(page, lines.birth, signMm);
  if (line === null) return fieldOf(page, 'birthDate', 'chineseToo', null, null, 0);
  const isValue = (sign: ReadSign) => middleMm(page, line, sign) > valuesFromMm && /[\d年月日]/.test(sign.text);
  const read = lineOf((await page.read('chineseToo', line)).signs.filter(isValue));
  const [, year, month, day] = /^(\d{4})年?(\d{1,2})月(\d{1,2})日?$/.exec(read.text) ?? byPlace(page, line, read.signs) ?? [];
  const date = year === undefined ? null : `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  return fieldOf(page, 'birthDate', 'chineseToo', line, date !== null && isDate(date) ? date : null, read.confidence);
}

function byPlace(page: Page, line: Region, signs: readonly ReadSign[]): [string, string, string, string] | null {
  const digits = (from: number, to: number) =>
    signs
      .filter((sign) => /\d/.test(sign.text) && middleMm(page, line, sign) > from && middleMm(page, line, sign) < to)
      .map(({ text }) => text)
      .join('');
  const [monthFrom, dayFrom] = partsMm;
  const [year, month, day] = [digits(valuesFromMm, monthFrom), digits(monthFrom, dayFrom), digits(dayFrom, 50)];
  return year.length === 4 && /^\d{1,2}$/.test(month) && /^\d{1,2}$/.test(day) ? ['', year, month, day] : null;
}

const ADDRESS_SIGN = /[\p{Script=Han}\dA-Za-z\-#()（）·]/u;

/** Two engines that were brought to agree by what the number says are nearly as good as two that agreed. */
const SETTLED = 0.93;

async function readAddress(page: Page, number: string | null): Promise<FieldFound> {
  const found = page.lines(page.region(...lines.address), signMm);
  const [first] = found;
  if (first === undefined) return fieldOf(page, 'address', 'chinese', null, null, 0);
  const isSign = (sign: ReadSign) => ADDRESS_SIGN.test(sign.text);
  const read: TwiceRead[] = [];
  for (const line of found) read.push(await readByTwo(page, line, isSign));
  const around = found.reduce((all, line) => union(all, line), first);
  const text = read.map((each) => each.text).join('');
  const isWhole = (signsOf: (index: number) => readonly ReadSign[]) =>
    isAddressInFull(page, found, text) && found.every((line, index) => isUnbroken(page, line, signsOf(index), PRINT));
  const isSure = isWhole((index) => read[index]?.signs ?? []);
  const confidence = sureIf(isSure && beginsWithPlace(text), Math.min(...read.map((each) => each.confidence)));
  if (confidence >= SETTLED || number === null)
    return fieldOf(page, 'address', 'chineseToo', around, text === '' ? null : text, confidence);
  const by = (script: Script, look: Look) =>
    Promise.all(found.map(async (line) => (await page.read(script, line, look)).signs.filter(isSign)));
  const other = await by('chineseToo', 'pictured');
  for (const look of ['pictured', 'on_white'] as const) {
    const one = await by('chinese', look);
    // A sign that one of them left out is not missing where the other one read it.
    if (!isSure && !isWhole((index) => one[index] ?? [])) continue;
    const settled = settleByRegion(
      { one: textOf(one.flat()), other: textOf(other.flat()), sure: sureAtEnd(other.flat()) },
      number.slice(0, 6),
    );
    if (settled !== null) return fieldOf(page, 'address', 'chinese', around, settled, SETTLED);
  }
  return fieldOf(page, 'address', 'chineseToo', around, text === '' ? null : text, confidence);
}

const textOf = (signs: readonly ReadSign[]): string => signs.map(({ text }) => text).join('');

/** Behind the last sign that the engine is not sure of. */
const sureAtEnd = (signs: readonly ReadSign[]): number => signs.length - 1 - signs.findLastIndex(({ confidence }) => confidence < SURE);

/** Whether a line as long as a resident number stands where it should; seen by its ink, before any engine is asked. */
export function hasNumber(page: Page): boolean {
  const line = lineIn(page, lines.number, signMm);
  return line !== null && page.widthMm(line) >= leastNumberMm;
}

export async function readNumber(page: Page): Promise<FieldFound> {
  const line = lineIn(page, lines.number, signMm);
  if (line === null) return fieldOf(page, 'residentNumber', 'ocrb', null, null, 0);
  const read = await readTwice(page, 'ocrb', line);
  const number = /^\d{17}[\dX]$/.test(read.text) ? read.text : null;
  return fieldOf(page, 'residentNumber', 'ocrb', line, number, read.confidence);
}

import { readChineseNumber, readDigits } from './chinese-numbers.ts';

/** Longer strings of digits without a unit are numbers of something, not amounts. */
const LONGEST_AMOUNT_DIGITS = 8;

/** A Chinese line with its numbers, amounts, dates, times and percentages written as they are said. */
export function normaliseChinese(line: string): string {
  return (
    line
      .replace(/[０-９％．￥]/g, (wide) => (wide === '￥' ? '¥' : String.fromCharCode((wide.codePointAt(0) ?? 0) - 0xfee0)))
      // Thousands' separators, but no comma between two numbers of a list.
      .replace(/(?<![\d.])\d{1,3}(,\d{3})+(?!\d)/g, (number) => number.replaceAll(',', ''))
      .replace(/(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)/g, '$1年$2月$3日')
      .replace(/0(\d)(?=[月日号])/g, '$1')
      .replace(/(\d{4})年/g, (_all, year: string) => `${readDigits(year, '一')}年`)
      .replace(/(?<!\d)([01]?\d|2[0-3])[:：]([0-5]\d)(?!\d)/g, (_all, hour: string, minute: string) => readTime(hour, minute))
      .replace(/(\d+(?:\.\d+)?)\s*%/g, (_all, number: string) => `百分之${readChineseNumber(number)}`)
      .replace(
        /[¥]\s*(\d+(?:\.\d+)?)\s*(万|亿)?元?/g,
        (_all, number: string, unit: string | undefined) => `${readChineseNumber(number)}${unit ?? ''}元`,
      )
      // A level or a code: R2, LJ3.
      .replace(/([A-Za-z])(\d+)/g, (_all, letter: string, digits: string) => `${letter}${readDigits(digits, '一')}`)
      .replace(/(\d)\s*[-–—~～]\s*(?=\d)/g, '$1至')
      .replace(/\d+(?:\.\d+)?(?=(.?))/g, (number, next: string) => readPlain(number, next))
  );
}

function readPlain(number: string, next: string): string {
  const isCode = !number.includes('.') && (/^0\d/.test(number) || number.length > LONGEST_AMOUNT_DIGITS);
  if (isCode && !/[元万亿份股克]/.test(next)) return readDigits(number);
  // Two of something is 两, in counting and in dates it is 二.
  if (number === '2' && /[个位份次种项笔张家天]/.test(next)) return '两';
  return readChineseNumber(number);
}

function readTime(hour: string, minute: string): string {
  const hours = `${readChineseNumber(hour)}点`;
  if (minute === '00') return `${hours}整`;
  return `${hours}${minute.startsWith('0') ? '零' : ''}${readChineseNumber(minute)}分`;
}

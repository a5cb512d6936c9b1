const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  幺: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000 };
const GROUPS: Readonly<Record<string, number>> = { 万: 10_000, 亿: 100_000_000 };
const NUMERAL = '[0-9零〇一幺二两三四五六七八九十百千万亿]';

/** Numbers in Chinese text, spoken or written in digits or both. `点` is the decimal point, `百分之` comes before a percentage. */
export const CHINESE_NUMBER = new RegExp(`(百分之)?(${NUMERAL}+(?:[.点]${NUMERAL}+)?)(%)?`, 'gu');

/** The value of a numeral such as 五万三千, 5万, 二零二六 or 三点五; null for what is none (万一, 十分 stay words only by their company). */
export function chineseValue(numeral: string): number | null {
  const [whole = '', fraction] = numeral.split(/[.点]/u);
  const value = wholeValue(whole);
  if (value === null || fraction === undefined) return value;
  const digits = [...fraction].map((sign) => (/\d/.test(sign) ? Number(sign) : DIGITS[sign]));
  if (digits.some((digit) => digit === undefined)) return null;
  return Number(`${value}.${digits.join('')}`);
}

function wholeValue(numeral: string): number | null {
  if (numeral === '') return null;
  const signs = [...numeral];
  // Digit by digit, as years and card numbers are said.
  if (signs.every((sign) => /\d/.test(sign) || DIGITS[sign] !== undefined))
    return Number(signs.map((sign) => DIGITS[sign] ?? sign).join(''));
  let total = 0;
  let group = 0;
  let digits: string | null = null;
  // 一万五 is 15,000: a digit behind a unit, at the end, counts of the unit below.
  let lastUnit = 0;
  for (const sign of signs) {
    if (/\d/.test(sign)) digits = (digits ?? '') + sign;
    else if (DIGITS[sign] !== undefined) {
      if (sign === '零' || sign === '〇') lastUnit = 0;
      digits = String(DIGITS[sign]);
    } else if (UNITS[sign] !== undefined) {
      group += (digits === null ? 1 : Number(digits)) * UNITS[sign];
      [digits, lastUnit] = [null, UNITS[sign]];
    } else {
      const unit = GROUPS[sign] ?? 1;
      const before = group + (digits === null ? 0 : Number(digits));
      if (before === 0 && total === 0) return null;
      // 一亿 of what stands before it in all, 万 of its own group.
      if (unit > 10_000) total = (total + before) * unit;
      else total += before * unit;
      [group, digits, lastUnit] = [0, null, unit];
    }
  }
  if (digits !== null) group += Number(digits) * (lastUnit > 10 ? lastUnit / 10 : 1);
  return total + group;
}

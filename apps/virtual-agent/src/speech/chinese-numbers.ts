const DIGITS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;
const PLACES = ['', '十', '百', '千'] as const;
/** Names of groups of four digits; a number beyond them is read digit by digit. */
const GROUPS = ['', '万', '亿', '万亿'] as const;

/** Digit by digit, with 幺 for one as numbers of telephones and accounts are read. */
export const readDigits = (digits: string, one: '一' | '幺' = '幺'): string =>
  [...digits].map((digit) => (digit === '1' ? one : (DIGITS[Number(digit)] ?? ''))).join('');

/** @param number decimal digits, perhaps with one point: `1024`, `3.05` */
export function readChineseNumber(number: string): string {
  const [whole = '0', fraction] = number.split('.');
  const words = readWhole(whole.replace(/^0+(?=\d)/, ''));
  return fraction ? `${words}点${readDigits(fraction, '一')}` : words;
}

function readWhole(digits: string): string {
  if (digits === '0') return '零';
  if (digits.length > GROUPS.length * 4) return readDigits(digits, '一');
  let words = '';
  let zeroDue = false;
  for (let group = Math.ceil(digits.length / 4) - 1; group >= 0; group--) {
    const end = digits.length - group * 4;
    const part = digits.slice(Math.max(0, end - 4), end);
    const value = Number(part);
    if (value === 0) {
      zeroDue = words !== '';
      continue;
    }
    // 10,0050 is read 十万零五十: a gap is named once, however wide it is.
    if (words !== '' && (zeroDue || part.startsWith('0'))) words += '零';
    words += readGroup(part.replace(/^0+/, '')) + (GROUPS[group] ?? '');
    zeroDue = false;
  }
  // 10 to 19 at the beginning: 十二, not 一十二.
  return words.replace(/^一十/, '十');
}

/** Up to four digits, the first of which is not zero. */
function readGroup(digits: string): string {
  let words = '';
  let zeroDue = false;
  for (const [index, digit] of [...digits].entries()) {
    if (digit === '0') {
      zeroDue = true;
      continue;
    }
    words += (zeroDue ? '零' : '') + (DIGITS[Number(digit)] ?? '') + (PLACES[digits.length - 1 - index] ?? '');
    zeroDue = false;
  }
  return words;
}

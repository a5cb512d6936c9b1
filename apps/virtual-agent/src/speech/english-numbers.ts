const SMALL = [
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
].flatMap((words) => words.split(' '));
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'] as const;
const GROUPS = ['', ' thousand', ' million', ' billion', ' trillion'] as const;
const IRREGULAR: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

export const spellDigits = (digits: string): string => [...digits].map((digit) => SMALL[Number(digit)] ?? '').join(' ');

/** @param number decimal digits, perhaps with one point: `1024`, `3.05` */
export function readEnglishNumber(number: string): string {
  const [whole = '0', fraction] = number.split('.');
  const words = readWhole(whole.replace(/^0+(?=\d)/, ''));
  return fraction ? `${words} point ${spellDigits(fraction)}` : words;
}

export function readOrdinal(number: number): string {
  const words = readEnglishNumber(String(number));
  const at = Math.max(words.lastIndexOf('-'), words.lastIndexOf(' ')) + 1;
  const last = words.slice(at);
  return words.slice(0, at) + (IRREGULAR[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`));
}

/** 2025 is twenty twenty-five, 2005 two thousand five, 1900 nineteen hundred. */
export function readYear(year: number): string {
  const [century, rest] = [Math.floor(year / 100), year % 100];
  if (year < 1000 || (century % 10 === 0 && rest < 10)) return readEnglishNumber(String(year));
  if (rest === 0) return `${readBelowThousand(century)} hundred`;
  return `${readBelowThousand(century)} ${rest < 10 ? `oh ${SMALL[rest] ?? ''}` : readBelowThousand(rest)}`;
}

function readWhole(digits: string): string {
  if (digits === '0') return 'zero';
  if (digits.length > GROUPS.length * 3) return spellDigits(digits);
  const parts: string[] = [];
  for (let group = Math.ceil(digits.length / 3) - 1; group >= 0; group--) {
    const end = digits.length - group * 3;
    const value = Number(digits.slice(Math.max(0, end - 3), end));
    if (value > 0) parts.push(readBelowThousand(value) + (GROUPS[group] ?? ''));
  }
  return parts.join(' ');
}

function readBelowThousand(value: number): string {
  if (value < 20) return SMALL[value] ?? '';
  if (value < 100) return (TENS[Math.floor(value / 10)] ?? '') + (value % 10 === 0 ? '' : `-${SMALL[value % 10] ?? ''}`);
  const rest = value % 100;
  return `${SMALL[Math.floor(value / 100)] ?? ''} hundred${rest === 0 ? '' : ` ${readBelowThousand(rest)}`}`;
}

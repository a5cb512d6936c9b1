import { readEnglishNumber, readOrdinal, readYear, spellDigits } from './english-numbers.ts';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const CURRENCIES: Readonly<Record<string, string>> = {
  CNY: 'yuan',
  RMB: 'yuan',
  '¥': 'yuan',
  USD: 'dollars',
  $: 'dollars',
  EUR: 'euros',
  '€': 'euros',
};
/** Longer strings of digits are numbers of something, not amounts. */
const LONGEST_AMOUNT_DIGITS = 8;
const MONTH_NAMES = MONTHS.join('|');

/** An English line with its numbers, amounts, dates, times and percentages written as they are said. */
export function normaliseEnglish(line: string): string {
  return line
    .replace(/(?<![\d.])\d{1,3}(,\d{3})+(?!\d)/g, (number) => number.replaceAll(',', ''))
    .replace(/(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/g, (all, year: string, month: string, day: string) => {
      const name = MONTHS[Number(month) - 1];
      return name === undefined ? all : `${name} ${readOrdinal(Number(day))}, ${readYear(Number(year))}`;
    })
    .replace(
      new RegExp(`(${MONTH_NAMES}) (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?(?!\\d)`, 'g'),
      (_all, month: string, day: string, year: string | undefined) =>
        `${month} ${readOrdinal(Number(day))}${year === undefined ? '' : `, ${readYear(Number(year))}`}`,
    )
    .replace(/(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?!\d)/g, (_all, hour: string, minute: string) => readTime(hour, minute))
    .replace(/(CNY|RMB|USD|EUR|[¥$€])\s*(\d+(?:\.\d+)?)/g, (_all, currency: string, number: string) => readAmount(number, currency))
    .replace(/(\d+(?:\.\d+)?)\s*(CNY|RMB|USD|EUR)\b/g, (_all, number: string, currency: string) => readAmount(number, currency))
    .replace(/(\d+(?:\.\d+)?)\s*%/g, (_all, number: string) => `${readEnglishNumber(number)} percent`)
    .replace(/(\d)\s*[-–—]\s*(?=\d)/g, '$1 to ')
    .replace(/\b(\d+)(?:st|nd|rd|th)\b/g, (_all, number: string) => readOrdinal(Number(number)))
    .replace(/([A-Za-z])(\d+)/g, (_all, letter: string, digits: string) => `${letter} ${spellDigits(digits)}`)
    .replace(/\d+(?:\.\d+)?/g, (number) =>
      !number.includes('.') && (/^0\d/.test(number) || number.length > LONGEST_AMOUNT_DIGITS)
        ? spellDigits(number)
        : readEnglishNumber(number),
    );
}

const readAmount = (number: string, currency: string): string => `${readEnglishNumber(number)} ${CURRENCIES[currency] ?? currency}`;

function readTime(hour: string, minute: string): string {
  const hours = readEnglishNumber(hour);
  if (minute === '00') return `${hours} o'clock`;
  return `${hours} ${minute.startsWith('0') ? 'oh ' : ''}${readEnglishNumber(minute)}`;
}

import type { CheckContext, FieldFound } from '../../document-type.ts';
import type { Page } from '../../page.ts';
import type { DocumentCheck } from '../../reading.ts';
import { ageCheck, checked, expiryCheck, notEvaluated } from '../checks.ts';
import { fieldOf, type Place } from '../line-in.ts';
import { type MrzFields, type MrzFormat, type ParsedMrz, parseMrz } from './parse-mrz.ts';
import { areNamesPrinted, isNumberPrinted, isPrinted } from './printed-names.ts';
import { type MrzPlace, readMrz } from './read-mrz.ts';

/** Capitals of what is printed for people are at least so high; labels are smaller. */
const PRINT_MM = 1.7;
const MOST_PRINTED_LINES = 9;
/** Names of the fields that are taken from the machine-readable zone, in the order in which they are shown. */
const FIELDS = [
  'surname',
  'givenNames',
  'documentNumber',
  'nationality',
  'birthDate',
  'sex',
  'expiryDate',
  'issuingState',
] as const satisfies readonly (keyof MrzFields)[];
/** What is printed for people, one field for all lines: it is there to be compared, not to be kept. */
const PRINTED = 'printedLines';

export interface TravelLayout extends MrzPlace {
  readonly printed: Place;
}

/** The lines for machines, what they say, and the lines for people. */
export async function readTravelDocument(page: Page, layout: TravelLayout, today: string): Promise<FieldFound[]> {
  const mrz = await readMrz(page, layout);
  if (mrz.value === null) return [mrz];
  const parsed = parseMrz(layout.format, mrz.value.split('\n'), today);
  const { fields, lines } = parsed;
  const derived = FIELDS.map((name): FieldFound => ({ ...mrz, name, value: fields[name] === '' ? null : fields[name] }));
  const isEnough = (printed: readonly string[]) => printedChecks(parsed, layout.format, printed).every(({ result }) => result === 'pass');
  return [{ ...mrz, value: lines.join('\n') }, ...derived, await readPrinted(page, layout.printed, isEnough)];
}

/** From the top, until all that print has to say was found. */
async function readPrinted(page: Page, place: Place, isEnough: (printed: readonly string[]) => boolean): Promise<FieldFound> {
  const lines = page.lines(page.region(...place), PRINT_MM).filter((line) => page.heightMm(line) >= PRINT_MM && page.heightMm(line) < 5);
  const texts: string[] = [];
  for (const line of lines.slice(0, MOST_PRINTED_LINES)) {
    const { signs } = await page.read('latin', line);
    texts.push(
      signs
        .map(({ text, afterSpace }) => (afterSpace === true ? ` ${text}` : text))
        .join('')
        .trim(),
    );
    if (isEnough(texts)) break;
  }
  return fieldOf(page, PRINTED, 'latin', null, texts.length === 0 ? null : texts.join('\n').slice(0, 500), 1);
}

export function checkTravelDocument(format: MrzFormat, fields: readonly FieldFound[], { today }: CheckContext): DocumentCheck[] {
  const mrz = fields.find(({ name }) => name === 'mrz')?.value ?? null;
  if (mrz === null)
    return ['mrz_check_digits', 'name_printed', 'number_printed', 'nationality', 'sex', 'expiry', 'age'].map((name) => notEvaluated(name));
  const parsed = parseMrz(format, mrz.split('\n'), today);
  const printed = fields.find(({ name }) => name === PRINTED)?.value?.split('\n') ?? [];
  return [
    digitsCheck(parsed),
    ...printedChecks(parsed, format, printed),
    expiryCheck(parsed.fields.expiryDate ?? undefined, today),
    ageCheck(parsed.fields.birthDate, today),
  ];
}

function digitsCheck({ wrongDigits }: ParsedMrz): DocumentCheck {
  const [first] = wrongDigits;
  return first === undefined ? checked('mrz_check_digits', 'pass') : checked('mrz_check_digits', 'fail', first);
}

/** What check digits do not cover or do not tell apart: what is printed for people has to say the same, or a person looks. */
function printedChecks({ fields, lines }: ParsedMrz, format: MrzFormat, printed: readonly string[]): DocumentCheck[] {
  // No check digit covers a name (ICAO Doc 9303 part 3, 4.9).
  const { surname, givenNames, documentNumber } = fields;
  // Names that leave no filler behind them may have been cut for want of room.
  const isCut = (format === 'td3' ? lines[0] : lines[2])?.endsWith('<') === false;
  return [
    areNamesPrinted({ surname, givenNames, isCut }, printed) ? checked('name_printed', 'pass') : notEvaluated('name_printed', 'not_found'),
    isNumberPrinted(documentNumber, printed) ? checked('number_printed', 'pass') : notEvaluated('number_printed', 'not_found'),
    nationalityCheck(fields, printed),
    sexCheck(fields, printed),
  ];
}

/** Nor does one cover the nationality. It is read twice, as the state that issued the document, or stands in print. */
function nationalityCheck({ nationality, issuingState }: MrzFields, printed: readonly string[]): DocumentCheck {
  if (nationality !== '' && nationality === issuingState) return checked('nationality', 'pass');
  return isPrinted(nationality, printed) ? checked('nationality', 'pass', 'printed') : notEvaluated('nationality', 'not_found');
}

/** Or the sex: what is neither M nor F is unspecified only where print says X, as an unread letter looks the same. */
function sexCheck({ sex }: MrzFields, printed: readonly string[]): DocumentCheck {
  return sex !== 'X' || isPrinted('X', printed) ? checked('sex', 'pass') : notEvaluated('sex', 'not_found');
}

/** Comparing is all that printed lines were read for. */
export const isKept = ({ name }: FieldFound): boolean => name !== PRINTED;

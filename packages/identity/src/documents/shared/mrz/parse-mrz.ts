import { parse } from 'mrz';

export type MrzFormat = 'td1' | 'td3';
/** ICAO Doc 9303 parts 4 and 5: how many lines of how many signs. */
export const MRZ_FORMS = { td1: { lines: 3, length: 30 }, td3: { lines: 2, length: 44 } } as const;

export interface MrzFields {
  readonly documentCode: string;
  readonly issuingState: string;
  readonly nationality: string;
  readonly surname: string;
  readonly givenNames: string;
  readonly documentNumber: string;
  /** ISO dates; null where the six digits are no date. */
  readonly birthDate: string | null;
  readonly expiryDate: string | null;
  /** `X`: unspecified. */
  readonly sex: 'M' | 'F' | 'X';
  readonly personalNumber: string;
}

export interface ParsedMrz {
  /** With letters where only letters may stand and digits where only digits may. */
  readonly lines: readonly string[];
  readonly fields: MrzFields;
  /** Check digits that are not right, the composite one among them. Empty: all of them are. */
  readonly wrongDigits: readonly string[];
}

/**
 * Parses lines of the right length. States are not held against a list: specimens and new codes are met, and it is for the bank whom it accepts.
 *
 * @param today ISO date: who is born in a year of two digits is not born after it
 */
export function parseMrz(format: MrzFormat, given: readonly string[], today: string): ParsedMrz {
  const parsed = parse(given, { autocorrect: true });
  const lines = corrected(
    given,
    parsed.details.flatMap(({ autocorrect }) => autocorrect),
  );
  const field = (name: string) => parsed.details.find((each) => each.field === name);
  const text = (name: string) => field(name)?.value ?? '';
  const [stateFrom, nationality] =
    format === 'td3' ? [lines[0]?.slice(2, 5), lines[1]?.slice(10, 13)] : [lines[0]?.slice(2, 5), lines[1]?.slice(15, 18)];
  const [birth, expiry] =
    format === 'td3' ? [lines[1]?.slice(13, 19), lines[1]?.slice(21, 27)] : [lines[1]?.slice(0, 6), lines[1]?.slice(8, 14)];
  const sex = (format === 'td3' ? lines[1]?.[20] : lines[1]?.[7]) ?? '<';
  return {
    lines,
    fields: {
      documentCode: text('documentCode'),
      issuingState: (stateFrom ?? '').replaceAll('<', ''),
      nationality: (nationality ?? '').replaceAll('<', ''),
      surname: text('lastName'),
      givenNames: text('firstName'),
      documentNumber: parsed.documentNumber ?? text('documentNumber'),
      birthDate: dateOf(birth ?? '', centuryOfBirth(birth ?? '', today)),
      expiryDate: dateOf(expiry ?? '', '20'),
      sex: sex === 'M' || sex === 'F' ? sex : 'X',
      personalNumber: text(format === 'td3' ? 'personalNumber' : 'optional1'),
    },
    wrongDigits: parsed.details
      .filter(({ field: name, valid }) => name?.endsWith('CheckDigit') === true && !valid)
      .map(({ field: name }) => name ?? ''),
  };
}

function corrected(given: readonly string[], changes: readonly { line: number; column: number; corrected: string }[]): string[] {
  const lines = given.map((line) => [...line]);
  for (const { line, column, corrected: sign } of changes) {
    const signs = lines[line];
    if (signs !== undefined) signs[column] = sign;
  }
  return lines.map((signs) => signs.join(''));
}

/** Nobody is born in the future; nobody who travels is a hundred. */
function centuryOfBirth(yymmdd: string, today: string): string {
  return `20${yymmdd.slice(0, 2)}-${yymmdd.slice(2, 4)}-${yymmdd.slice(4)}` > today ? '19' : '20';
}

function dateOf(yymmdd: string, century: string): string | null {
  const iso = `${century}${yymmdd.slice(0, 2)}-${yymmdd.slice(2, 4)}-${yymmdd.slice(4)}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return /^\d{6}$/.test(yymmdd) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}

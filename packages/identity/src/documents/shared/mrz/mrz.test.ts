import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inventPerson } from '../../../testing/documents/invented-person.ts';
import { td1Lines, td3Lines } from '../../../testing/documents/machine-readable-lines.ts';
import { SeededRandom } from '../../../testing/seeded-random.ts';
import { checkDigit } from './check-digit.ts';
import { fitLine } from './fit-line.ts';
import { parseMrz } from './parse-mrz.ts';
import { areNamesPrinted, isNumberPrinted, isPrinted } from './printed-names.ts';

const TODAY = '2026-06-01';
/** ICAO Doc 9303 part 4, appendix B, and part 5, appendix B. */
const TD3 = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];
const TD1 = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'];

const people = fc.integer({ min: 0, max: 2 ** 31 }).map((seed) => inventPerson(new SeededRandom(seed)));

describe('the specimens of ICAO Doc 9303', () => {
  test.each([
    ['td3', TD3],
    ['td1', TD1],
  ] as const)('%s: every check digit is right, and states are not held against a list', (format, lines) => {
    const { wrongDigits, fields } = parseMrz(format, lines, TODAY);
    expect(wrongDigits).toEqual([]);
    expect(fields).toMatchObject({
      surname: 'ERIKSSON',
      givenNames: 'ANNA MARIA',
      issuingState: 'UTO',
      birthDate: '1974-08-12',
      expiryDate: '2012-04-15',
      sex: 'F',
    });
  });

  test('the check digits that the standard works out', () => {
    expect([checkDigit('520727'), checkDigit('AB2134<<<')]).toEqual(['3', '5']);
  });
});

test('what is printed for anybody is parsed as it was printed, in both formats', () => {
  fc.assert(
    fc.property(people, (person) => {
      for (const [format, lines] of [
        ['td3', td3Lines(person)],
        ['td1', td1Lines(person)],
      ] as const) {
        const { wrongDigits, fields } = parseMrz(format, lines, TODAY);
        expect(wrongDigits).toEqual([]);
        expect(fields).toMatchObject({ documentNumber: person.documentNumber, birthDate: person.birthDate, expiryDate: person.expiryDate });
        expect([fields.surname, fields.givenNames]).toEqual([person.surname, person.givenNames]);
      }
    }),
  );
});

test("a digit changed in what check digits cover is found by the field's own or by the composite one", () => {
  fc.assert(
    fc.property(people, fc.constantFrom(0, 5, 9, 13, 16, 19, 21, 25, 27, 43), fc.integer({ min: 1, max: 9 }), (person, at, more) => {
      const [upper = '', lower = ''] = td3Lines(person);
      fc.pre(/\d/.test(lower[at] ?? ''));
      const changed = lower.slice(0, at) + String((Number(lower[at]) + more) % 10) + lower.slice(at + 1);
      expect(parseMrz('td3', [upper, changed], TODAY).wrongDigits).not.toEqual([]);
    }),
  );
});

test('names are covered by none: another one goes through, which is why it is compared with what is printed', () => {
  const other = [(TD3[0] ?? '').replace('ERIKSSON', 'ERIKSSEN'), TD3[1] ?? ''];
  expect(parseMrz('td3', other, TODAY).wrongDigits).toEqual([]);
  expect(isPrinted('ERIKSSEN', ['ERIKSSON', 'ANNA MARIA'])).toBe(false);
});

describe('a line of the wrong length', () => {
  test('is mended where fillers were lost or made up, and nowhere else', () => {
    expect(fitLine('P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<', 44)).toBe(TD3[0]);
    expect(fitLine('L898902C36UTO7408122F1204159ZE184226B<<<<<<<10', 44)).toBe(TD3[1]);
    expect(fitLine('7408122F1204159UTO', 30)).toBeNull();
    expect(fitLine('', 30)).toBeNull();
  });

  test('that is right stays as it is', () => {
    expect(fitLine('ERIKSSON<<ANNA<MARIA<<<<<<<<<<', 30)).toBe(TD1[2]);
  });
});

describe('names in print', () => {
  test('are found with their marks resolved in either way (part 3, section 6)', () => {
    expect([isPrinted('MUELLER', ['Müller']), isPrinted('MULLER', ['Müller']), isPrinted('GARCIA', ['García Márquez'])]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('are whole words: what a misread filler leaves of a name, or adds to it, is another name', () => {
    const printed = ['ERIKSSON', 'KARIN MARIA', 'D'];
    expect(isPrinted('KARIN MARIA', printed)).toBe(true);
    // KARIN with a filler for its K, MARIA with one for its I, a filler behind the names as K, and one name left out before another.
    for (const misread of ['ARIN MARIA', 'KARIN MAR A', 'KARIN MARIA K', 'IN MARIA', 'RIKSSON', 'ERIKSSO']) {
      expect([misread, isPrinted(misread, printed)]).toEqual([misread, false]);
    }
  });

  test('are found however print divides them, on one line or two', () => {
    expect(isPrinted('OCONNOR', ["O'Connor"])).toBe(true);
    expect(isPrinted('VAN DER BERG', ['Surname / Nom', 'van der Berg'])).toBe(true);
    expect(isPrinted('ANNA MARIA LOUISE', ['ANNA-MARIA', 'LOUISE'])).toBe(true);
    expect(isPrinted('ANNA MARIA', ['ANNAMARIA'])).toBe(true);
  });

  const whole = (surname: string, givenNames: string, printed: readonly string[], isCut = false) =>
    areNamesPrinted({ surname, givenNames, isCut }, printed);

  test('are found by their beginning where they were cut for want of room, and only there', () => {
    for (const printed of [
      ['LI', 'PAPANDROPOULOUS'],
      ['LI', 'PAPANDROPOULOUS MARIA'],
    ]) {
      expect(whole('LI', 'PAPANDROPOUL', printed, true)).toBe(true);
      expect(whole('LI', 'PAPANDROPOUL', printed)).toBe(false);
    }
  });

  test('are all there is on their lines, or stand beside one another', () => {
    for (const printed of [
      ['VAN DER BERG', 'ANNA MARIA'],
      ['VAN DER BERG, ANNA MARIA'],
      ['ANNA MARIA VAN DER BERG', 'F'],
      ['VAN DER', 'BERG', 'ANNA', 'MARIA'],
    ])
      expect([printed, whole('VAN DER BERG', 'ANNA MARIA', printed)]).toEqual([printed, true]);
  });

  test.each([
    ['the last given name', 'VAN DER BERG', 'ANNA'],
    ['the first given name', 'VAN DER BERG', 'MARIA'],
    ['the end of the surname', 'VAN DER', 'ANNA MARIA'],
    ['its beginning', 'BERG', 'ANNA MARIA'],
    ['every given name', 'VAN DER BERG', ''],
    ['the surname', '', 'ANNA MARIA'],
  ])('are not found where glare took away %s', (_, surname, givenNames) => {
    for (const printed of [['VAN DER BERG', 'ANNA MARIA'], ['VAN DER BERG ANNA MARIA']])
      expect(whole(surname, givenNames, printed)).toBe(false);
  });

  test('are not found in nothing', () => {
    expect([isPrinted('', ['X']), isPrinted('LI', []), whole('LI', 'NA', [])]).toEqual([false, false, false]);
  });

  test('numbers are found though print was read with a sign that looks like one of theirs', () => {
    for (const printed of ['Passport No.  ZJO123456', '21 AUG 1990 2]0123456', '2)0123456', '2I0123456'])
      expect([printed, isNumberPrinted('ZJ0123456', [printed])]).toEqual([printed, true]);
    expect([isNumberPrinted('K01234561', ['K01234562']), isNumberPrinted('', ['K'])]).toEqual([false, false]);
  });

  test('a number with a sign that no check digit tells from another one is found by that sign only', () => {
    expect(checkDigit('G01234567')).toBe(checkDigit('601234567'));
    expect([isNumberPrinted('601234567', ['G01234567']), isNumberPrinted('G01234567', ['G01234567'])]).toEqual([false, true]);
  });
});

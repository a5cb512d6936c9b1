import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { regionsInForce } from './regions/regions.ts';
import { checkCharacter, parseResidentNumber } from './resident-number.ts';

const TODAY = '2026-06-01';
const problemOf = (text: string) => {
  const parsed = parseResidentNumber(text, TODAY);
  return parsed.ok ? null : parsed.problem;
};
const withCheck = (body: string) => body + checkCharacter(body);

const bodies = fc
  .tuple(
    fc.constantFrom(...regionsInForce()),
    fc.date({ min: new Date('1930-01-01'), max: new Date('2026-05-31'), noInvalidDate: true }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([region, born, sequence]) => `${region}${born.toISOString().slice(0, 10).replaceAll('-', '')}${String(sequence).padStart(3, '0')}`);

describe('a resident number (GB 11643-1999)', () => {
  test('of the standard is in order: annex A works out 11010519491231002X', () => {
    expect(parseResidentNumber('11010519491231002X', TODAY)).toMatchObject({
      ok: true,
      value: { region: '110105', birthDate: '1949-12-31', sex: '女', short: false },
    });
  });

  test('may end in a lower-case x and have spaces', () => {
    expect(parseResidentNumber('110105 19491231 002x', TODAY)).toMatchObject({ ok: true, value: { number: '11010519491231002X' } });
  });

  test('of 15 digits is of the twentieth century and is told in its long form', () => {
    expect(parseResidentNumber('110105491231002', TODAY)).toMatchObject({ ok: true, value: { number: '11010519491231002X', short: true } });
  });

  test('that is made of a place, a day and a sequence is in order, whatever they are', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        expect(problemOf(withCheck(body))).toBeNull();
      }),
    );
  });

  test('with any one digit changed is not', () => {
    fc.assert(
      fc.property(bodies, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (body, at, more) => {
        const changed = withCheck(body).split('');
        changed[at] = String((Number(changed[at]) + more) % 10);
        expect(problemOf(changed.join(''))).not.toBeNull();
      }),
    );
  });

  test('with two neighbours exchanged is not, unless they are the same', () => {
    fc.assert(
      fc.property(bodies, fc.integer({ min: 0, max: 15 }), (body, at) => {
        const signs = withCheck(body).split('');
        fc.pre(signs[at] !== signs[at + 1]);
        [signs[at], signs[at + 1]] = [signs[at + 1]!, signs[at]!];
        expect(problemOf(signs.join(''))).not.toBeNull();
      }),
    );
  });

  test.each([
    ['99010519800101123', 'region'],
    ['11010519800230123', 'date'],
    ['11010519001301123', 'date'],
    ['11010520990101123', 'future'],
  ])('%s is refused for its %s', (body, problem) => {
    expect(problemOf(withCheck(body))).toBe(problem);
  });

  test.each(['', '1101051949123100', '11010519491231002XX', '1101051949123100２X', 'X1010519491231002X'])(
    '«%s» has not its form',
    (text) => {
      expect(problemOf(text)).toBe('form');
    },
  );

  test.each(['110103', '830000', '810000', '460400'])('knows region %s, abolished, of a permit or new', (region) => {
    expect(problemOf(withCheck(`${region}19800101123`))).toBeNull();
  });
});

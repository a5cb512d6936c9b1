import { describe, expect, test } from 'vitest';
import type { FieldFound } from '../../document-type.ts';
import { judge } from '../../judge.ts';
import { passport } from '../../passport/index.ts';
import { parseMrz } from './parse-mrz.ts';

const TODAY = '2012-01-01';
const PRINTED = ['ERIKSSON', 'ANNA MARIA', 'UTOPIAN', 'L898902C3', '12 AUG 74', 'F'];
const LINES = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'] as const;

function judged([first, second]: readonly [string, string], printed: readonly string[] = PRINTED) {
  const { fields, lines } = parseMrz('td3', [first, second], TODAY);
  const found = (name: string, value: string | null): FieldFound => ({
    name,
    value,
    confidence: 0.99,
    region: null,
    engine: '',
    version: '',
  });
  const names = ['surname', 'givenNames', 'documentNumber', 'birthDate', 'expiryDate'] as const;
  const all = [
    found('mrz', lines.join('\n')),
    ...names.map((name) => found(name, fields[name])),
    found('printedLines', printed.join('\n')),
  ];
  const { outcome, checks } = judge(passport, all, [], { today: TODAY });
  return { outcome, open: checks.filter(({ result }) => result === 'not_evaluated').map(({ name }) => name) };
}

const replaced = (line: string, from: string, to: string) => {
  expect(line).toContain(from);
  return line.replace(from, to);
};

describe('what no check digit covers', () => {
  test('is right where print or another place says the same', () => {
    expect(judged(LINES)).toEqual({ outcome: 'accepted', open: [] });
  });

  test.each([
    ['a filler behind the names that was read as a letter', 'ANNA<MARIA<<', 'ANNA<MARIA<K'],
    ['a letter of a name that was read as a filler', '<ANNA', '<<NNA'],
    ['a letter inside of a name that was read as a filler', 'MARIA', 'MAR<A'],
    ['an end of a surname that was read as a filler', 'ERIKSSON<<', 'ERIKSSO<<<'],
    ['a given name that was read as fillers', 'ANNA<MARIA', 'ANNA<<<<<<'],
    ['all given names that were read as fillers', 'ANNA<MARIA', '<<<<<<<<<<'],
  ])('goes to a person: %s', (_, from, to) => {
    expect(judged([replaced(LINES[0], from, to), LINES[1]])).toEqual({ outcome: 'needs_person', open: ['name_printed'] });
  });

  test('goes to a person where the nationality is neither the issuing state nor printed', () => {
    const second = replaced(LINES[1], '6UTO7', '6UTC7');
    expect(judged([LINES[0], second])).toEqual({ outcome: 'needs_person', open: ['nationality'] });
    expect(judged([LINES[0], second], [...PRINTED, 'UTC'])).toEqual({ outcome: 'accepted', open: [] });
  });

  test.each(['<', 'E'])('goes to a person where the sex was read as %s, unless print says that it is unspecified', (sign) => {
    const second = replaced(LINES[1], '2F1', `2${sign}1`);
    expect(judged([LINES[0], second])).toEqual({ outcome: 'needs_person', open: ['sex'] });
    expect(judged([LINES[0], second], [...PRINTED, 'X'])).toEqual({ outcome: 'accepted', open: [] });
  });
});

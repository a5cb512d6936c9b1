import { describe, expect, test } from 'vitest';
import type { DocumentReading } from '../reading.ts';
import { checkKnown } from './known-to-bank.ts';
import { checkBlocked, checkDuplicate } from './listed.ts';
import { checkSides, sidesAgree } from './sides-agree.ts';

function reading(type: string, values: Readonly<Record<string, string>>): DocumentReading {
  const fields = Object.entries(values).map(([name, value]) => ({ name, value, confidence: 1, box: null, engine: 'test', version: '1' }));
  return { type, outcome: 'accepted', advice: [], fields, checks: [] };
}
const front = reading('cn-id', { residentNumber: '51010719800101123X', birthDate: '1980-01-01', address: '四川省成都市武侯区人民南路1号' });

describe('two sides of a resident identity card', () => {
  test.each([
    ['成都市公安局武侯分局', 'pass'],
    ['鄄城县公安局', 'warn'],
  ])('issued by %s: %s', (issuer, result) => {
    expect(sidesAgree(front, reading('cn-id-back', { issuer, validFrom: '2020-01-01' }))).toMatchObject([{ result }, { result: 'pass' }]);
  });

  test('are in whatever order they are given', () => {
    const back = reading('cn-id-back', { issuer: '成都市公安局武侯分局', validFrom: '2020-01-01' });
    expect(sidesAgree(back, front)).toEqual(sidesAgree(front, back));
  });

  test('are not of one card where it was issued before its holder was born', () => {
    expect(sidesAgree(front, reading('cn-id-back', { issuer: '成都市公安局武侯分局', validFrom: '1979-12-31' }))[1]).toMatchObject({
      result: 'fail',
    });
  });
});

test('two sides of another card agree where what stands on both is the same', () => {
  const [one, same, other] = ['C1', 'C1', 'C2'].map((documentNumber) => reading('td1', { documentNumber })) as [
    DocumentReading,
    DocumentReading,
    DocumentReading,
  ];
  expect([sidesAgree(one, same)[0]?.result, sidesAgree(one, other)[0]?.result]).toEqual(['pass', 'fail']);
  expect(sidesAgree(one, reading('td1', { surname: 'LI' }))[0]).toMatchObject({ result: 'not_evaluated' });
});

test('what the bank knows has to stand on the document; what was not read is not evaluated', () => {
  const results = checkKnown(reading('passport', { surname: 'VAN DER BERG', birthDate: '1980-01-01' }), {
    surname: 'van der Berg',
    birthDate: '1980-01-02',
    documentNumber: 'C1',
  });
  expect(results.map(({ name, result }) => `${name} ${result}`)).toEqual([
    'bank_surname pass',
    'bank_birthDate fail',
    'bank_documentNumber not_evaluated',
  ]);
});

test('both sides make one check as bad as the worst of it, and none where one side was not read', () => {
  const back = (values: Readonly<Record<string, string>>) => reading('cn-id-back', { issuer: '成都市公安局武侯分局', ...values });
  expect(checkSides(front, back({ validFrom: '2020-01-01' }))[0]).toEqual({ name: 'sides_agree', result: 'pass', detail: null });
  expect(checkSides(front, back({ validFrom: '1979-12-31' }))[0]).toEqual({
    name: 'sides_agree',
    result: 'fail',
    detail: 'issued_before_birth',
  });
  expect(checkSides(front, back({}))[0]).toMatchObject({ name: 'sides_agree', result: 'not_evaluated' });
  expect(checkSides(front, null)).toEqual([{ name: 'sides_agree', result: 'not_evaluated', detail: 'one_side' }]);
  expect(checkSides(reading('td1', { documentNumber: 'C1' }), reading('td1', { surname: 'LI' }))).toEqual([
    { name: 'sides_agree', result: 'not_evaluated', detail: 'nothing_in_common' },
  ]);
});

describe('a document that is shown elsewhere', () => {
  const elsewhere = { sessions: 0, otherName: false, otherCustomer: false };
  test.each([
    [elsewhere, 5, 'pass new'],
    [{ ...elsewhere, sessions: 4 }, 5, 'pass shown_before'],
    [{ ...elsewhere, sessions: 5 }, 5, 'fail too_often'],
    [{ ...elsewhere, sessions: 500 }, null, 'pass shown_before'],
    [{ ...elsewhere, sessions: 1, otherName: true }, 5, 'fail other_name'],
    [{ ...elsewhere, sessions: 1, otherCustomer: true }, 5, 'fail held_by_another'],
    [null, 5, 'not_evaluated not_looked_up'],
  ])('%o of at most %s: %s', (seen, most, outcome) => {
    const { name, result, detail } = checkDuplicate(seen, most);
    expect([name, `${result} ${detail}`]).toEqual(['duplicate', outcome]);
  });
});

test('a document on the block list fails with the bank’s reason, and one that could not be looked up does not pass', () => {
  expect(checkBlocked('stolen')).toEqual({ name: 'block_list', result: 'fail', detail: 'stolen' });
  expect(checkBlocked(null).result).toBe('pass');
  expect(checkBlocked(undefined)).toMatchObject({ result: 'not_evaluated', detail: 'not_looked_up' });
});

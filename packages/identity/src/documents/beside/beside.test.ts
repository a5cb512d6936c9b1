import { describe, expect, test } from 'vitest';
import type { DocumentReading } from '../reading.ts';
import { checkKnown } from './known-to-bank.ts';
import { checkListed } from './listed.ts';
import { sidesAgree } from './sides-agree.ts';

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

test('a document that another customer holds, or that is blocked, fails', () => {
  const lists = { holders: new Map([['h1', 'customer-1']]), blocked: new Set(['h2']) };
  const outcome = (hash: string | null, customer: string | null) => checkListed(hash, customer, lists).map(({ result }) => result);
  expect(outcome('h1', 'customer-1')).toEqual(['pass', 'pass']);
  expect(outcome('h1', 'customer-2')).toEqual(['fail', 'pass']);
  expect(outcome('h2', null)).toEqual(['pass', 'fail']);
  expect(outcome(null, 'customer-1')).toEqual(['not_evaluated', 'not_evaluated']);
});

import { describe, expect, test } from 'vitest';
import { GenericDefinition } from './definition.ts';
import { genericDocument } from './index.ts';
import { isOfKind, valueOfKind } from './values.ts';

const staffPass = {
  type: 'staff-pass',
  widthMm: 85.6,
  heightMm: 53.98,
  title: { place: [5, 3, 60, 8], signMm: 4, script: 'chinese', text: '工作证' },
  fields: [
    { name: 'name', place: [5, 15, 40, 6], signMm: 3, script: 'chinese', kind: 'han', fromMm: 14, required: 0.9 },
    { name: 'validUntil', place: [5, 25, 40, 6], signMm: 3, script: 'latin', kind: 'date', required: 0.8 },
  ],
  validUntil: 'validUntil',
} as const;

const field = (kind: string, length?: { least: number; most: number }) =>
  GenericDefinition.parse({ ...staffPass, validUntil: undefined, fields: [{ ...staffPass.fields[0], kind, length }] }).fields[0]!;

describe('a document that a bank declares', () => {
  test('requires what it says, and is not accepted without being valid', () => {
    const type = genericDocument(GenericDefinition.parse(staffPass));
    const found = [{ name: 'validUntil', value: '2026-05-31', confidence: 1, region: null, engine: 'test', version: '1' }];
    expect(type).toMatchObject({ required: { name: 0.9, validUntil: 0.8 }, mustPass: ['expiry'] });
    expect(type.check(found, { today: '2026-06-01' })).toMatchObject([{ name: 'expiry', result: 'fail' }]);
    expect(type.check([], { today: '2026-06-01' })).toMatchObject([{ result: 'not_evaluated' }]);
  });

  test.each([
    ['two fields of one name', { fields: [staffPass.fields[1], staffPass.fields[1]] }],
    ['an expiry that is no field', { validUntil: 'other' }],
    ['a field over the edge', { fields: [{ ...staffPass.fields[1], place: [60, 25, 40, 6] }] }],
    ['something that is not known', { colour: 'red' }],
  ])('with %s is refused', (_, changed) => {
    expect(GenericDefinition.safeParse({ ...staffPass, ...changed }).success).toBe(false);
  });
});

describe('values', () => {
  test.each(['2030年1月5日', '2030.01.05', '2030-1-5', '20300105'])('%s is a date', (text) => {
    expect(valueOfKind(field('date'), text)).toBe('2030-01-05');
  });

  test('that are no day, or too long, are none', () => {
    expect([
      valueOfKind(field('date'), '2030.02.30'),
      valueOfKind(field('digits', { least: 1, most: 3 }), '1234'),
      valueOfKind(field('han'), ''),
    ]).toEqual([null, null, null]);
  });

  test('are made of their signs', () => {
    expect([isOfKind('han', '王'), isOfKind('han', 'A'), isOfKind('latin', 'é'), isOfKind('digits', '7'), isOfKind('text', ' ')]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });
});

import { expect, it } from 'vitest';
import { Json } from './json.ts';

it('takes what JSON can say', () => {
  for (const value of [null, true, 0, '', [], {}, { a: [1, { b: null }] }]) expect(Json.parse(value)).toEqual(value);
});

it('refuses what it cannot', () => {
  for (const value of [undefined, Number.NaN, 1n, () => 1, { a: undefined }]) expect(Json.safeParse(value).success).toBe(false);
});

it('refuses what is nested without end instead of running out of stack', () => {
  expect(Json.safeParse(JSON.parse(`${'['.repeat(30_000)}${']'.repeat(30_000)}`)).success).toBe(false);
});

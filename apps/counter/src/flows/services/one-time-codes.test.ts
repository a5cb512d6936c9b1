import { createSecretKey, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { OneTimeCodes } from './one-time-codes.ts';

const codes = new OneTimeCodes(createSecretKey(randomBytes(32)));

it('are the same for the same request, and of the length that was asked for', () => {
  expect(codes.draw('run:7', 6)).toBe(codes.draw('run:7', 6));
  const drawn = Array.from({ length: 500 }, (_, index) => codes.draw(`run:${index}`, 6));
  expect(drawn.every((code) => /^\d{6}$/.test(code))).toBe(true);
  // Of 500 out of a million, about one is expected twice.
  expect(new Set(drawn).size).toBeGreaterThan(490);
  expect(codes.draw('run:7', 4)).toHaveLength(4);
});

it('match what they were drawn for, with any salt, and nothing else', () => {
  const one = codes.challengeFor('048213');
  const other = codes.challengeFor('048213');
  expect(one).not.toEqual(other);
  expect([one, other].map((challenge) => codes.matches(challenge, '048213'))).toEqual([true, true]);
  expect(codes.matches(one, '048214')).toBe(false);
  expect(codes.matches(one, '48213')).toBe(false);
  expect(codes.matches({ ...one, salt: other.salt }, '048213')).toBe(false);
  expect(codes.matches({ ...one, mac: '' }, '048213')).toBe(false);
});

it('of another counter are other ones', () => {
  const others = new OneTimeCodes(createSecretKey(randomBytes(32)));
  expect(others.draw('run:7', 8)).not.toBe(codes.draw('run:7', 8));
  expect(others.matches(codes.challengeFor('048213'), '048213')).toBe(false);
});

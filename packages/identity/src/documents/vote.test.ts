import { describe, expect, test } from 'vitest';
import type { FieldFound } from './document-type.ts';
import { voteFields, voteWithStill } from './vote.ts';

const name = (value: string | null, confidence: number): FieldFound[] => [
  { name: 'name', value, confidence, region: null, engine: 'test', version: '1' },
];
const vote = (...pictures: FieldFound[][]) => voteFields(pictures)[0];

describe('fields of several pictures', () => {
  test('that agree are surer than each was', () => {
    expect(vote(name('王伟', 0.7), name('王伟', 0.7))).toMatchObject({ value: '王伟', confidence: expect.closeTo(0.91) });
  });

  test('are decided by the many, not by one that is sure', () => {
    expect(vote(name('王传', 0.95), name('王伟', 0.6), name('王伟', 0.6))).toMatchObject({ value: '王伟' });
  });

  test('that are at odds are no surer for being many', () => {
    const { confidence = 1 } = vote(name('王传', 0.9), name('王伟', 0.9)) ?? {};
    expect(confidence).toBeLessThan(0.5);
  });

  test('of which one picture read nothing are those of the others', () => {
    expect(vote(name(null, 0), name('王伟', 0.8))).toMatchObject({ value: '王伟', confidence: expect.closeTo(0.8) });
    expect(vote(name(null, 0))).toMatchObject({ value: null });
  });
});

describe('with a still that a page sent', () => {
  test('a value that a recorded frame shows as well is surer', () => {
    expect(voteWithStill([name('王伟', 0.7)], name('王伟', 0.9))[0]).toMatchObject({ value: '王伟', confidence: expect.closeTo(0.97) });
  });

  test('one that no recorded frame shows is never sure, however sharp the still is', () => {
    const [field] = voteWithStill([name(null, 0)], name('王伟', 0.99));
    expect(field).toMatchObject({ value: '王伟' });
    expect(field?.confidence).toBeLessThan(0.5);
  });
});

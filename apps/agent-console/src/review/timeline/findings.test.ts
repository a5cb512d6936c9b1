import type { RuleOutcome, TimelineFinding } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { countsOf, inOrder, nextFindingMs } from './findings.ts';

const text = { 'zh-CN': '规则', en: 'Rule' };
const finding = (ruleId: string, result: RuleOutcome, ...atMs: number[]): TimelineFinding => ({
  ruleId,
  packId: 'cn',
  packVersion: '1',
  title: text,
  citation: null,
  source: null,
  result,
  reason: text,
  moments: atMs.map((at) => ({ atMs: at, untilMs: null, label: text, trackId: null, engine: null, confidence: null })),
});
const all = [finding('a', 'pass', 10), finding('b', 'fail', 4_000, 9_000), finding('c', 'warn', 6_000), finding('d', 'not_evaluated')];

describe('what rules found', () => {
  it('stands worst first, and nothing that was not evaluated counts as passed', () => {
    expect(inOrder(all).map(({ ruleId }) => ruleId)).toEqual(['b', 'c', 'd', 'a']);
    expect(countsOf(all)).toEqual({ pass: 1, fail: 1, warn: 1, not_evaluated: 1 });
  });

  it('leads from one thing that is wrong to the next, and round', () => {
    expect(nextFindingMs(all, 0, 1)).toBe(4_000);
    expect(nextFindingMs(all, 4_000, 1)).toBe(6_000);
    expect(nextFindingMs(all, 9_500, 1)).toBe(4_000);
    expect(nextFindingMs(all, 9_100, -1)).toBe(6_000);
    expect(nextFindingMs([all[0] as TimelineFinding], 0, 1)).toBeNull();
  });
});

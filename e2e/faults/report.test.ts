import { expect, test } from 'vitest';
import { describeRounds, median } from './report.ts';

test('rounds are summed up by how many passed, and by median and worst of each figure', () => {
  const figures = [{ backMs: 300, missingMs: 0 }, { backMs: 100, missingMs: 7, how: 'slow' }, { backMs: 200 }];
  expect(describeRounds('kill', { passed: 3, failed: 1, figures })).toBe(
    'kill: passed 3/4 · backMs median 200 worst 300 · missingMs median 7 worst 7',
  );
  expect(describeRounds('kill', { passed: 0, failed: 2, figures: [] })).toBe('kill: passed 0/2');
});

test('the middle of an even number of values is the worse one', () => {
  expect(median([4, 1, 3, 2])).toBe(3);
});

import { expect, test } from 'vitest';
import { renderAddresses, renderTable } from './table.ts';

test('Chinese takes two columns, so that the frame stays straight', () => {
  expect(renderTable([['客户页面', 'a'], ['x', '工作台'], undefined, ['y', 'z']])).toBe(
    [
      '┌──────────┬────────┐',
      '│ 客户页面 │ a      │',
      '│ x        │ 工作台 │',
      '├──────────┼────────┤',
      '│ y        │ z      │',
      '└──────────┴────────┘',
    ].join('\n'),
  );
});

test('a login without a known password says so instead of showing undefined', () => {
  const table = renderAddresses({ customer: 'c', console: 'k' }, [{ role: 'agent', username: 'mei' }], 'en');
  expect(table).toContain('mei  (own password)');
  expect(table).not.toContain('undefined');
});

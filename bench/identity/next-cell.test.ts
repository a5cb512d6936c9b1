import { describe, expect, test } from 'vitest';
import { type CellState, lackingCell, LOOKED_AT } from './next-cell.ts';

const cell = (level: CellState['level'], documents: number, acceptedWrong = 0): CellState => ({
  type: 'passport',
  level,
  documents,
  acceptedWrong,
});

describe('the next document', () => {
  test('goes where fewest were read, until every cell was looked at', () => {
    expect(lackingCell([cell('mild-720p', LOOKED_AT), cell('glare', LOOKED_AT - 1), cell('dark', 3)])).toEqual({
      type: 'passport',
      level: 'dark',
    });
  });

  test('then fills one cell after the other, levels at which something is hidden first, then those that have to be read', () => {
    const readable = [cell('dark', 1_400), cell('mild-720p', LOOKED_AT), cell('tilted-720p', 700)];
    expect(lackingCell([...readable, cell('glare', LOOKED_AT)])?.level).toBe('glare');
    expect(lackingCell(readable)?.level).toBe('tilted-720p');
    expect(lackingCell([cell('dark', 1_400), cell('motion', 900), cell('mild-720p', 1_500)])?.level).toBe('dark');
  });

  test('a cell with a mistake needs more than one without', () => {
    expect(lackingCell([cell('mild-720p', 1_500, 1)])?.level).toBe('mild-720p');
    expect(lackingCell([cell('mild-720p', 2_400, 1)])).toBeNull();
  });

  test('is none when everything is shown', () => {
    expect(lackingCell([cell('mild-720p', 1_500), cell('glare', 2_400, 1)])).toBeNull();
    expect(lackingCell([cell('mild-720p', 1_499)])).not.toBeNull();
  });
});

import { expect, it } from 'vitest';
import { csvText } from './csv-text.ts';

it('quotes what would break a line or a cell, and lets no spreadsheet run what somebody wrote', () => {
  expect(
    csvText([
      ['a', 'b'],
      ['x,"y"\n', null],
      ['=1+1', -3],
    ]),
  ).toBe('\uFEFFa,b\r\n"x,""y""\n",\r\n\'=1+1,-3\r\n');
});

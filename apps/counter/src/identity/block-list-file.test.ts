import { describe, expect, it } from 'vitest';
import { readBlockList } from './block-list-file.ts';

describe('a bank’s file of documents that it does not take', () => {
  it('is read line by line, whatever system wrote it', () => {
    const file = '\uFEFFkind,number,reason\r\n# of July\r\ncn_resident_id, 11010519491231002x ,stolen\r\n\r\npassport,e 1234-5678\r\n';
    expect(readBlockList(file)).toEqual({
      documents: [
        { documentType: 'cn_resident_id', number: '11010519491231002X', reason: 'stolen' },
        { documentType: 'passport', number: 'E12345678', reason: 'other' },
      ],
      problems: [],
    });
  });

  it.each([
    ['passport', 'columns'],
    ['passport,E12345678,lost,and more', 'columns'],
    ['driving_licence,E12345678,lost', 'unknown_type'],
    ['cn_resident_id,110105194912310021,lost', 'bad_number'],
    ['passport,E1,lost', 'bad_number'],
    ['passport,E12345678,because', 'unknown_reason'],
  ])('names what is wrong with %s: %s', (line, problem) => {
    const { documents, problems } = readBlockList(`passport,E11111111,lost\n${line}\npassport,E22222222,lost`);
    expect(problems).toEqual([{ line: 2, problem }]);
    expect(documents.map(({ number }) => number)).toEqual(['E11111111', 'E22222222']);
  });

  it('names the second of two lines for one document', () => {
    expect(readBlockList('passport,E12345678,lost\npassport,e12345678,fraud').problems).toEqual([{ line: 2, problem: 'twice' }]);
  });
});

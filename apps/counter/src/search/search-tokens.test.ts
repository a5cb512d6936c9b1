import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cut, SearchTokens } from './search-tokens.ts';

const key = createSecretKey(randomBytes(32));
const tokens = new SearchTokens(key);

describe('the words of a text', () => {
  it('cuts Chinese into pairs and the rest into words, whatever case and width', () => {
    expect(cut('购买理财产品 Ｒ３, Hello WORLD')).toEqual(['购买', '买理', '理财', '财产', '产品', 'r3', 'hello', 'world']);
  });

  it('finds a Chinese word inside a longer one', () => {
    const all = new Set(tokens.words('本产品不保证本金，可能损失'));
    expect(tokens.words('不保证本金').every((token) => all.has(token))).toBe(true);
    expect(tokens.words('保证收益').every((token) => all.has(token))).toBe(false);
  });
});

describe('the tokens', () => {
  it('are others under another key, and others for a name than for a word', () => {
    expect(new SearchTokens(createSecretKey(randomBytes(32))).name('王小明')).not.toBe(tokens.name('王小明'));
    expect(tokens.words('明明')).not.toContain(tokens.name('明明'));
  });

  it('are the same however a number is written', () => {
    expect(tokens.number('138 0013 8000')).toBe(tokens.number('13800138000'));
    expect(tokens.numbersIn('请打 138-0013-8000，买 200 份')).toEqual([tokens.number('13800138000')]);
    expect(tokens.number('11010519491231002x')).toBe(tokens.number('11010519491231002X'));
  });
});

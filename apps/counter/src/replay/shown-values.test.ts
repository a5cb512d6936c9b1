import { describe, expect, it } from 'vitest';
import { ShownValues } from './shown-values.ts';

const customer = new Map([
  ['name', '王小明'],
  ['phone', '13800138000'],
  ['riskLevel', 'C3'],
]);
const masked = new ShownValues(true, customer);

describe('what a masked viewer reads', () => {
  it('has no name that the bank knows and no number in free words', () => {
    expect(masked.text('我是王小明，卡号 6217 0000 1000 1234，C3')).toEqual({
      text: '我是王*明，卡号 **** **** **** ****，C3',
      masked: true,
    });
    expect(masked.text('打 13800138000 找我').text).toBe('打 138****8000 找我');
    expect(masked.text('请再说一遍，等 5 分钟')).toEqual({ text: '请再说一遍，等 5 分钟', masked: false });
  });

  it('has fields masked by what they are; an answer that is one of a few names nobody', () => {
    expect(masked.field('phone', '13912345678', null).text).toBe('139****5678');
    expect(masked.field('id', '110105199001010010', null).text).toBe('110***********0010');
    expect(masked.field('amount', 200_000, null).text).toBe('******');
    expect(masked.field('name', '李华', null).text).toBe('李*');
    expect(masked.field('text', '欧阳小明', null).text).toBe('欧**明');
    expect(masked.field('choice', 'salary', '工资')).toEqual({ text: '工资', masked: false });
  });

  it('says of an erased value that there is none', () => {
    expect(masked.field('text', null, null)).toEqual({ text: null, masked: false });
    expect(masked.text(null)).toEqual({ text: null, masked: false });
  });
});

describe('whoever gave a reason', () => {
  it('reads it as it was', () => {
    const clear = new ShownValues(false, customer);
    expect(clear.text('我是王小明 13800138000')).toEqual({ text: '我是王小明 13800138000', masked: false });
    expect(clear.field('amount', 200_000, null).text).toBe('200000');
  });
});

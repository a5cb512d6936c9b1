import { expect, test } from 'vitest';
import { beginsWithPlace } from './address-beginning.ts';

test.each([
  '湖北省荆门市掇刀区前进街8号',
  '湖北省掇刀区前进街8号',
  '荆门市掇刀区前进街8号',
  '北京市朝阳区建国路1号',
  '广东省东莞市解放路9号',
  '河南省济源市文化路3号',
])('%s begins with a place', (address) => {
  expect(beginsWithPlace(address)).toBe(true);
});

test.each([
  ['a sign that was taken for another one', '湖北省荆门市惙刀区前进街8号'],
  ['a sign missing', '湖北省荆门市刀区前进街8号'],
  ['its first sign missing', '北省荆门市掇刀区前进街8号'],
  ['no county though the city has some', '湖北省荆门市前进街8号'],
  ['a county of another province', '河南省荆门市掇刀区前进街8号'],
  ['nothing at all', ''],
])('an address with %s does not', (_, address) => {
  expect(beginsWithPlace(address)).toBe(false);
});

import { expect, test } from 'vitest';
import { regionName, regionsInForce } from '../shared/regions/regions.ts';
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
  ['a county misread in a city that was one itself', '湖南省怀化市激浦县建国村5组61号'],
  ['a county of another province', '河南省荆门市掇刀区前进街8号'],
  ['nothing at all', ''],
])('an address with %s does not', (_, address) => {
  expect(beginsWithPlace(address)).toBe(false);
});

test('no county passes with any sign of where it lies taken for another one; as they are all do but former ones that a present one begins with', () => {
  const passed: string[] = [];
  const refused: string[] = [];
  for (const region of regionsInForce()) {
    const { province, city, county } = regionName(region);
    const place = [...province, ...city, ...county];
    if (!beginsWithPlace(`${place.join('')}建国村5组`)) refused.push(place.join(''));
    for (const index of place.keys()) {
      const misread = place.with(index, '〇').join('');
      if (beginsWithPlace(`${misread}建国村5组`)) passed.push(misread);
    }
  }
  const former = ['福建省三明市沙县', '江西省赣州市赣县', '湖北省随州市', '广东省梅州市梅县', '贵州省六盘水市盘县'];
  expect({ passed, refused }).toEqual({ passed: [], refused: former });
});

import { expect, test } from 'vitest';
import { codesNamed, regionName, regionNames, regionsInForce } from './regions.ts';

test('a heading is no place, and who is listed under one is a county of the province', () => {
  expect(codesNamed('市辖区')).toEqual([]);
  expect(regionNames('419001')).toContainEqual({ province: '河南省', city: '', county: '济源市' });
});

test('the name of every county in force is its own, without that of what it belongs to', () => {
  const doubled = regionsInForce().filter((code) => {
    const { province, city, county } = regionName(code);
    return [province, city].some((above) => above !== '' && county !== above && county.startsWith(above));
  });
  expect(doubled.map((code) => regionName(code).county)).toEqual([]);
});

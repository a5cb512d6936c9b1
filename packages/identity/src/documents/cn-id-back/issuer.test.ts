import { expect, test } from 'vitest';
import { isKnownIssuer } from './issuer.ts';

test.each([
  '濉溪县公安局',
  '平顶山市公安局新华分局',
  '北京市公安局朝阳分局',
  '新巴尔虎右旗公安局',
  '东莞市公安局',
  '襄樊市公安局',
  '上海市公安局浦东新区分局',
])('%s is an authority', (issuer) => {
  expect(isKnownIssuer(issuer)).toBe(true);
});

test.each([
  ['with a sign taken for a likely one', '潍溪县公安局'],
  ['without its first sign', '顶山市公安局新华分局'],
  ['with only what a finger left of it', '局新华分局'],
  ['of a district of another city', '成都市公安局新华分局'],
  ['of a heading', '市辖区公安局'],
  ['that is none', '公安局'],
])('one %s is none', (_, issuer) => {
  expect(isKnownIssuer(issuer)).toBe(false);
});

import { describe, expect, test } from 'vitest';
import type { FieldFound } from '../document-type.ts';
import { judge } from '../judge.ts';
import { isAddressInFull, settleByRegion } from './address.ts';
import { nearestGroup } from './fields.ts';
import { cnId } from './index.ts';

const TODAY = '2026-06-01';
const GOOD = {
  name: '王伟',
  sex: '女',
  ethnicity: '汉',
  birthDate: '1949-12-31',
  address: '北京市朝阳区建国路88号',
  residentNumber: '11010519491231002X',
};

function fields(changed: Partial<Record<keyof typeof GOOD, string | null>> = {}, confidence = 0.99): FieldFound[] {
  return Object.entries({ ...GOOD, ...changed }).map(([name, value]) => ({
    name,
    value,
    confidence,
    region: null,
    engine: 'test',
    version: '1',
  }));
}
const judged = (changed: Parameters<typeof fields>[0], confidence?: number) =>
  judge(cnId, fields(changed, confidence), [], { today: TODAY });
const failed = (changed: Parameters<typeof fields>[0]) =>
  judged(changed)
    .checks.filter(({ result }) => result !== 'pass')
    .map(({ name, result, detail }) => `${name} ${result} ${detail}`);

describe('the front of a resident identity card', () => {
  test('that holds together is accepted', () => {
    expect(judged({}).outcome).toBe('accepted');
    expect(failed({})).toEqual([]);
  });

  test('whose birthday or sex is not that of the number goes to a person', () => {
    expect(judged({ birthDate: '1949-12-30' }).outcome).toBe('needs_person');
    expect(failed({ birthDate: '1949-12-30' })).toEqual(['birth_date_in_number fail differs']);
    expect(failed({ sex: '男' })).toEqual(['sex_in_number fail differs']);
  });

  test('of somebody who moved is accepted with a remark', () => {
    expect(judged({ address: '广东省深圳市南山区科技路1号' }).outcome).toBe('accepted');
    expect(failed({ address: '广东省深圳市南山区科技路1号' })).toEqual(['address_in_region warn elsewhere']);
  });

  test('with a number that is none goes to a person, and nothing that hangs on it passes', () => {
    expect(failed({ residentNumber: '110105194912310029' })).toEqual([
      'resident_number fail check_character',
      'birth_date_in_number not_evaluated not_read',
      'sex_in_number not_evaluated not_read',
      'address_in_region not_evaluated not_read',
    ]);
  });

  test('of which the engines are not sure goes to a person, of which little was read is refused', () => {
    expect(judged({}, 0.5).outcome).toBe('needs_person');
    expect(judged({ name: null, sex: null, ethnicity: null, address: null })).toMatchObject({ outcome: 'refused', advice: ['unreadable'] });
  });

  test('with something over its print is refused, however well it was read', () => {
    expect(judge(cnId, fields(), ['glare'], { today: TODAY })).toMatchObject({ outcome: 'refused', advice: ['glare'] });
  });
});

describe('an ethnic group', () => {
  test('of the list is itself, one sign off is found where no other is as near', () => {
    expect([nearestGroup('汉'), nearestGroup('达坦尔')]).toEqual([
      { group: '汉', exact: true },
      { group: '达斡尔', exact: false },
    ]);
  });

  test('that is none is none', () => {
    expect([nearestGroup('木'), nearestGroup(''), nearestGroup('龙')]).toEqual([null, null, null]);
  });
});

describe('an address', () => {
  /** Lines that end so many millimetres from the left. */
  const isInFull = (text: string, ...endsMm: number[]) =>
    isAddressInFull(
      { xMm: ({ width }, share) => width * share },
      endsMm.map((width) => ({ x: 0, y: 0, width, height: 4 })),
      text,
    );

  test('is all there where every line but the last is full', () => {
    expect(isInFull('湖北省荆门市掇刀区前进街8号', 48)).toBe(true);
    expect(isInFull('湖北省荆门市掇刀区前进街8号', 19)).toBe(true);
    expect(isInFull('湖北省荆门市掇刀区前进街8号16栋5单元1208室', 49, 47, 20)).toBe(true);
  });

  test('is not where a line ends and another one follows, as if nothing had stood between them', () => {
    expect(isInFull('内蒙古自治区鄂托克旗鼓楼街91元1208室', 36, 32, 20)).toBe(false);
    expect(isInFull('河南省周口市西华29号1单元', 38, 24)).toBe(false);
  });

  test('is not where it ends with a digit', () => {
    expect(isInFull('江西省南昌市南昌县环城村5组2', 48, 19)).toBe(false);
  });
});

describe('an address that two engines read differently', () => {
  const REGION = '420804'; // 湖北省荆门市掇刀区

  test('is settled where the number names the region that one of them misread', () => {
    const settled = settleByRegion({ one: '湖北省荆门市掇刀区前进街8号', other: '湖北省荆门市刀区前进街8号', sure: 99 }, REGION);
    expect(settled).toBe('湖北省荆门市掇刀区前进街8号');
  });

  test('is not settled where they differ elsewhere', () => {
    expect(settleByRegion({ one: '湖北省荆门市掇刀区前进街8号', other: '湖北省荆门市刀区前进街3号', sure: 99 }, REGION)).toBeNull();
  });

  test('is not settled where signs of the street would be taken for misread ones of the region', () => {
    const readings = { one: '西藏自治区那曲市巴青县育寸村7组71号', other: '西藏自治区那曲市巴青县村7组71号', sure: 99 };
    expect(settleByRegion(readings, '540628')).toBeNull();
  });

  test('is not settled where neither is near to the region', () => {
    expect(settleByRegion({ one: '广东省深圳市南山区前进街8号', other: '广东省深圳市福山区前进街8号', sure: 99 }, REGION)).toBeNull();
  });

  test('is not settled where the stronger engine is unsure of the street, though both agree on it', () => {
    const readings = { one: '湖北省荆门市掇刀区前进街8号', other: '湖北省荆门市刀区前进街8号' };
    expect(settleByRegion({ ...readings, sure: 4 }, REGION)).toBeNull();
    expect(settleByRegion({ ...readings, sure: 5 }, REGION)).toBe('湖北省荆门市掇刀区前进街8号');
  });
});

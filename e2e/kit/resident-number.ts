import { createHash } from 'node:crypto';

/** Districts of Beijing (GB/T 2260). */
const REGIONS = ['110101', '110102', '110105', '110106', '110107', '110108', '110109', '110111', '110112', '110113', '110114', '110115'];

/**
 * The number of a resident who was born on the first of January, with its check digit (GB 11643-1999: ISO 7064 MOD 11-2). Everybody has their own: the
 * same number beside another name is what a counter looks out for.
 */
export function residentNumber(name: string, birthYear: number): string {
  const drawn = createHash('sha256').update(name, 'utf8').digest();
  const region = REGIONS[drawn.readUInt8(0) % REGIONS.length] ?? '110105';
  const digits = `${region}${birthYear}0101${String(drawn.readUInt16BE(1) % 1_000).padStart(3, '0')}`;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  return `${digits}${'10X98765432'[sum % 11]}`;
}

/** GB 11643-1999, annex A: weights of the 17 digits, and the sign for each remainder of their sum by 11. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const SIGNS = '10X98765432';

/** The check character for 17 digits. */
export function checkCharacter(digits: string): string {
  let sum = 0;
  for (const [index, weight] of WEIGHTS.entries()) sum += weight * Number(digits[index]);
  return SIGNS[sum % 11] ?? '';
}

import { z } from 'zod';
import { defineOperation } from '../operation.ts';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';

/** Whether the last digit of a resident's number fits the others (GB 11643-1999, ISO 7064 MOD 11-2). */
function isResidentNumber(idNumber: string): boolean {
  if (!/^\d{17}[\dX]$/.test(idNumber)) return false;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(idNumber[index]), 0);
  return CHECK_DIGITS[sum % 11] === idNumber[17];
}

const State = z.enum(['match', 'mismatch', 'unknown']);

export const registryOperations = [
  defineOperation('registry', 'verify-citizen', {
    title: { 'zh-CN': '公民身份核查', en: 'Registry: verify a citizen' },
    request: z.strictObject({ name: z.string().min(1).max(100), idNumber: z.string().min(1).max(30) }),
    response: z.strictObject({ state: State }),
    answer({ name, idNumber }): { state: z.infer<typeof State> } {
      if (!isResidentNumber(idNumber)) return { state: 'unknown' };
      return { state: /^(错|Wrong)/.test(name) ? 'mismatch' : 'match' };
    },
  }),
];

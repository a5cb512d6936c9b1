import { z } from 'zod';
import { defineOperation, Refusal } from '../operation.ts';
import { Amount, DocumentHash } from './fields.ts';

const GRADES = ['A', 'B', 'C'] as const;
const LOAN_LIMIT = 4_000_000;

export const lendingOperations = [
  defineOperation('credit-bureau', 'summary', {
    title: { 'zh-CN': '征信摘要', en: 'Credit bureau: summary' },
    request: z.strictObject({ documentHash: DocumentHash }),
    response: z.strictObject({ grade: z.enum(GRADES), overdueMonths: z.int().min(0).max(60) }),
    answer(_request, numbers) {
      const index = Number(numbers.digits(3)) % GRADES.length;
      return { grade: GRADES[index] ?? 'A', overdueMonths: index };
    },
  }),
  defineOperation('loans', 'register-contract', {
    title: { 'zh-CN': '信贷系统：登记合同', en: 'Loans: register a contract' },
    request: z.strictObject({
      amount: Amount,
      months: z.int().min(1).max(360),
      documentHash: DocumentHash,
      checker: z.string().min(1).max(64),
    }),
    response: z.strictObject({ contractNumber: z.string().regex(/^HT\d{12}$/) }),
    answer({ amount }, numbers) {
      if (amount > LOAN_LIMIT) throw new Refusal('above_limit');
      return { contractNumber: `HT${numbers.digits(12)}` };
    },
  }),
];

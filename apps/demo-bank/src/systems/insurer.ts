import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { Amount, DocumentHash } from './fields.ts';

/** Above it, somebody looks at an application, however healthy the insured is. */
const ACCEPTED_UP_TO = 500_000;

const Underwriting = z.enum(['accepted', 'manual']);

export const insurerOperations = [
  defineOperation('insurer', 'submit-application', {
    title: { 'zh-CN': '保险公司：提交投保', en: 'Insurer: submit an application' },
    request: z.strictObject({
      insuredIs: z.enum(['self', 'other']),
      premium: Amount,
      payYears: z.int().min(1).max(60),
      healthClear: z.boolean(),
      documentHash: DocumentHash,
    }),
    response: z.strictObject({
      applicationNumber: z.string().regex(/^TB\d{12}$/),
      underwriting: Underwriting,
    }),
    answer: ({ healthClear, premium }, numbers) => ({
      applicationNumber: `TB${numbers.digits(12)}`,
      underwriting: Underwriting.enum[healthClear && premium <= ACCEPTED_UP_TO ? 'accepted' : 'manual'],
    }),
  }),
];

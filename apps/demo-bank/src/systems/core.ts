import { z } from 'zod';
import { defineOperation, Refusal } from '../operation.ts';
import { Amount, DONE, DocumentHash, Done } from './fields.ts';

/** What one customer may order at once. */
const ORDER_LIMIT = 4_000_000;

const OrderId = z.string().regex(/^LC\d{12}$/);
const AccountNumber = z.string().regex(/^62179\d{14}$/);

export const coreOperations = [
  defineOperation('core', 'place-wealth-order', {
    title: { 'zh-CN': '核心系统：申购理财', en: 'Core: place a wealth order' },
    request: z.strictObject({
      product: z.string().min(1).max(20),
      amount: Amount,
      account: z.string().min(8).max(30),
      dividend: z.enum(['cash', 'reinvest']).optional(),
      documentHash: DocumentHash,
    }),
    response: z.strictObject({ orderId: OrderId }),
    answer({ amount }, numbers) {
      if (amount > ORDER_LIMIT) throw new Refusal('above_limit');
      return { orderId: `LC${numbers.digits(12)}` };
    },
  }),
  defineOperation('core', 'cancel-wealth-order', {
    title: { 'zh-CN': '核心系统：撤销申购', en: 'Core: cancel a wealth order' },
    request: z.strictObject({ orderId: OrderId }),
    response: Done,
    answer: () => DONE,
  }),
  defineOperation('core', 'open-account', {
    title: { 'zh-CN': '核心系统：开立账户', en: 'Core: open an account' },
    request: z.strictObject({
      accountClass: z.enum(['class1', 'class2', 'class3']),
      bound: z.string().min(8).max(30).nullable(),
      phone: z.string().min(5).max(20),
      occupation: z.string().min(1).max(40),
      documentHash: DocumentHash,
    }),
    response: z.strictObject({ accountNumber: AccountNumber }),
    answer({ accountClass }, numbers) {
      // Opened at a branch only, whatever a flow has asked.
      if (accountClass === 'class1') throw new Refusal('branch_only');
      return { accountNumber: `62179${numbers.digits(14)}` };
    },
  }),
  defineOperation('core', 'close-account', {
    title: { 'zh-CN': '核心系统：销户', en: 'Core: close an account' },
    request: z.strictObject({ accountNumber: AccountNumber }),
    response: Done,
    answer: () => DONE,
  }),
];

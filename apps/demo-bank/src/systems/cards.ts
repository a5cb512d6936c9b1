import { z } from 'zod';
import { defineOperation, Refusal } from '../operation.ts';
import { DONE, Done } from './fields.ts';

const BlockId = z.string().regex(/^GS\d{10}$/);

export const cardOperations = [
  defineOperation('cards', 'block-temporarily', {
    title: { 'zh-CN': '卡系统：临时挂失', en: 'Cards: block temporarily' },
    request: z.strictObject({}),
    response: z.strictObject({ blockId: BlockId }),
    answer: (_request, numbers) => ({ blockId: `GS${numbers.digits(10)}` }),
  }),
  defineOperation('cards', 'replace', {
    title: { 'zh-CN': '卡系统：补卡', en: 'Cards: replace a card' },
    request: z.strictObject({
      lastFour: z.string().regex(/^\d{4}$/),
      reason: z.enum(['lost', 'stolen', 'damaged']),
      pickUp: z.enum(['post', 'branch']),
      branch: z.string().min(1).max(60).nullable(),
    }),
    response: z.strictObject({ requestNumber: z.string().regex(/^BK\d{10}$/) }),
    answer({ lastFour }, numbers) {
      if (lastFour === '0000') throw new Refusal('no_such_card');
      return { requestNumber: `BK${numbers.digits(10)}` };
    },
  }),
  defineOperation('cards', 'unblock', {
    title: { 'zh-CN': '卡系统：解除挂失', en: 'Cards: unblock' },
    request: z.strictObject({ blockId: BlockId }),
    response: Done,
    answer: () => DONE,
  }),
];

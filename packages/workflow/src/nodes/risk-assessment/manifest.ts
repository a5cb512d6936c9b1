import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { Key, OWN_KEYS, Reference, haveOwnKeys } from '../shared/fields.ts';
import { RECORDED, needsField } from '../shared/needs.ts';
import { explained, text } from '../shared/text.ts';

export const CustomerLevel = z.enum(['C1', 'C2', 'C3', 'C4', 'C5']);
export type CustomerLevel = z.infer<typeof CustomerLevel>;
export const ProductLevel = z.enum(['R1', 'R2', 'R3', 'R4', 'R5']);
export type ProductLevel = z.infer<typeof ProductLevel>;

export const RiskQuestion = z.object({
  key: Key,
  text: explained(LocalText, text('题目', 'Question')),
  options: explained(
    z
      .array(z.object({ key: Key, text: LocalText, score: z.number().int().min(-100).max(100) }))
      .min(2)
      .max(10)
      .refine(haveOwnKeys, OWN_KEYS),
    text('选项与分值', 'Options and their scores'),
  ),
});
export type RiskQuestion = z.infer<typeof RiskQuestion>;

/** Special care for the old before products that are risky for them. */
export const ElderlyCare = z.object({
  fromAge: explained(z.number().int().min(40).max(120).default(65), text('年龄', 'From the age of')),
  fromLevel: explained(ProductLevel.default('R3'), text('产品风险等级', 'From the product’s level')),
  text: explained(LocalText, text('特别提示', 'What they are told')),
});

export const RiskAssessmentConfig = z
  .object({
    version: explained(Reference, text('问卷版本', 'Version of the questionnaire')),
    questions: explained(z.array(RiskQuestion).min(1).max(40).refine(haveOwnKeys, OWN_KEYS), text('题目', 'Questions')),
    /** The least score of each level; the lowest begins with minus everything. */
    levels: explained(
      z.object({ C2: z.number().int(), C3: z.number().int(), C4: z.number().int(), C5: z.number().int() }),
      text('各等级最低分', 'Least score of each level'),
      text('低于 C2 的为 C1。', 'Below that of C2 it is C1.'),
    ),
    product: explained(
      z.object({ name: LocalText, level: ProductLevel }),
      text('产品', 'Product'),
      text('等级可用以“=”开头的表达式。', 'Its level may be an expression, beginning with “=”.'),
    ),
    age: explained(
      z.number().min(0).max(150).nullable().default(null),
      text('客户年龄', 'The customer’s age'),
      text('通常引用证件核验得到的变量。', 'Mostly an expression on what the identity document said.'),
    ),
    care: explained(ElderlyCare.nullable().default(null), text('长者关怀', 'Care for the old')),
    variedOrder: explained(
      z.boolean().default(false),
      text('打乱题目和选项顺序', 'Varied order'),
      text('顺序由本次业务的随机种子决定。', 'By the seed of the run.'),
    ),
    needs: needsField(RECORDED),
  })
  .refine(({ levels: { C2, C3, C4, C5 } }) => C2 < C3 && C3 < C4 && C4 < C5, 'each level begins above the one before');
export type RiskAssessmentConfig = z.infer<typeof RiskAssessmentConfig>;

export const RiskAnswerInput = z.object({ question: Key, option: Key });

export const riskAssessmentManifest: NodeManifest<RiskAssessmentConfig> = {
  type: 'risk-assessment',
  title: text('风险测评', 'Risk assessment'),
  description: text(
    '客户本人回答问卷，得出风险等级并与产品匹配。',
    'The customer answers a questionnaire themselves; the level that comes of it is matched with the product.',
  ),
  icon: 'gauge',
  category: 'decisions',
  config: RiskAssessmentConfig,
  outputs: {
    level: { type: 'string', personal: true, title: text('客户风险等级', 'The customer’s level') },
    score: { type: 'number', personal: true, title: text('得分', 'Score') },
    answers: { type: 'object', personal: true, title: text('回答', 'Answers') },
    matched: { type: 'boolean', title: text('与产品匹配', 'Matches the product') },
    cared: { type: 'boolean', title: text('已做长者关怀', 'Special care was taken') },
  },
  ports: ({ care }) => (care === null ? ['matched', 'mismatched'] : ['matched', 'mismatched', 'declined']),
  actors: () => ['customer', 'agent'],
  needs: ({ needs }) => needs,
  actions: {
    answer: { roles: ['customer'], input: RiskAnswerInput, personal: true },
    submit: { roles: ['customer'], input: z.null() },
    redo: { roles: ['customer'], input: z.null() },
    accept: { roles: ['customer'], input: z.null() },
    care_told: { roles: ['agent'], input: z.null() },
    care_accept: { roles: ['customer'], input: z.null() },
    care_decline: { roles: ['customer'], input: z.null() },
  },
  waits: true,
};

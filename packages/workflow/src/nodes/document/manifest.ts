import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { HandwritingField, SignerKind, Strokes } from '../effect-contracts.ts';
import type { NodeManifest } from '../node-type.ts';
import { CustomerSide, Reference } from '../shared/fields.ts';
import { RECORDED, needsField } from '../shared/needs.ts';
import { explained, text } from '../shared/text.ts';

/** A place to write by hand, and by whom. */
export const SigningPlace = HandwritingField.extend({
  page: explained(
    z.union([HandwritingField.shape.page, z.literal('last')]),
    text('页', 'Page'),
    text('从 1 起；“last”为最后一页。', 'From 1; “last” is the last one, however many there are.'),
  ),
  by: explained(CustomerSide.default('customer'), text('谁来签', 'Who writes here')),
  title: explained(LocalText.nullable().default(null), text('说明', 'What for')),
});
export type SigningPlace = z.infer<typeof SigningPlace>;

export const DocumentConfig = z.object({
  template: explained(
    Reference,
    text('文件模板', 'Template'),
    text('由柜台按模板和内容生成 PDF。', 'The counter makes the PDF of it with the values below.'),
  ),
  title: explained(LocalText, text('文件名称', 'Title')),
  params: explained(
    z.record(z.string().regex(/^[a-z][A-Za-z0-9_]{0,63}$/), z.json()).default({}),
    text('填入内容', 'Values'),
    text('可用以“=”开头的表达式。', 'May be expressions, beginning with “=”.'),
  ),
  presenter: explained(
    z.enum(['agent', 'customer']).default('agent'),
    text('谁翻页', 'Who turns the pages'),
    text('“坐席”：客户跟随坐席翻到的页。', '“agent”: the customer’s page follows the agent’s.'),
  ),
  readToEnd: explained(
    z.boolean().default(true),
    text('必须逐页读到末尾', 'Read to the end'),
    text('每页都看到底部后才能签字。', 'Every page is seen to its foot before anything is signed.'),
  ),
  minPageMs: explained(z.number().int().min(0).max(120_000).default(0), text('每页至少停留毫秒数', 'Milliseconds on each page at least')),
  places: explained(
    z
      .array(SigningPlace)
      .max(30)
      .default([])
      .refine((places) => new Set(places.map(({ name }) => name)).size === places.length, 'every place has a name of its own'),
    text('签字位置', 'Places to sign'),
    text('为空表示只阅读不签字。', 'Without any it is only read.'),
  ),
  initialsOnEachPage: explained(z.boolean().default(false), text('客户逐页小签', 'The customer’s initials on every page')),
  signer: explained(
    SignerKind.default('bank_seal'),
    text('签章方式', 'Who signs'),
    text(
      '“银行签章”证明手写笔迹与录像；“事件证书”由认证机构为本次签字签发。结果中写明是哪一种。',
      '“bank_seal” vouches for handwriting and video; “ca_event” is an authority’s certificate for this one signing. The result says which.',
    ),
  ),
  seal: explained(z.boolean().default(true), text('完成后签章', 'Sealed when done')),
  needs: needsField(RECORDED),
});
export type DocumentConfig = z.infer<typeof DocumentConfig>;

const Page = z.number().int().min(1).max(500);
export const PresentInput = z.object({ page: Page });
export const ReadInput = z.object({ page: Page, dwellMs: z.number().int().min(0).max(3_600_000), reachedEnd: z.boolean() });
export const SignInput = z.object({ place: z.string().max(32), strokes: Strokes });
export const ClearInput = z.object({ place: z.string().max(32) });
export const DeclineInput = z.object({ reason: z.enum(['read_later', 'disagrees', 'content_wrong', 'other']) });

export const documentManifest: NodeManifest<DocumentConfig> = {
  type: 'document',
  title: text('文件阅读与签署', 'Document'),
  description: text(
    '双方同看一份文件，客户读到末尾后手写签字，文件签章。',
    'Both look at a document; the customer reads to the end and signs by hand; it is sealed.',
  ),
  icon: 'file-text',
  category: 'documents',
  config: DocumentConfig,
  outputs: {
    document: { type: 'object', title: text('文件与签章', 'The document and its seal') },
    signerKind: { type: 'string', title: text('签章方式', 'Who signed') },
    reading: { type: 'list', title: text('逐页阅读证明', 'Proof of reading') },
  },
  ports: () => ['done', 'declined'],
  actors: ({ places }) => [...new Set(['customer' as const, 'agent' as const, ...places.map(({ by }) => by ?? 'customer')])],
  needs: ({ needs }) => needs,
  actions: {
    present: { roles: ['agent', 'customer'], input: PresentInput },
    read: { roles: ['customer', 'guest'], input: ReadInput },
    sign: { roles: ['customer', 'guest'], input: SignInput, personal: true },
    clear: { roles: ['customer', 'guest'], input: ClearInput },
    finish: { roles: ['customer', 'guest'], input: z.null() },
    decline: { roles: ['customer', 'guest'], input: DeclineInput },
  },
  waits: true,
};

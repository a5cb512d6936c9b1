import { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { Key, OWN_KEYS, haveOwnKeys } from '../shared/fields.ts';
import { RECORDED, needsField } from '../shared/needs.ts';
import { explained, text } from '../shared/text.ts';
import { DocumentField, DocumentType, Tilt, documentRejections, retakeReasons } from './documents.ts';
import { StillHash } from './still-findings.ts';

export const IdentityDocumentConfig = z.object({
  documents: explained(
    z.array(DocumentType).min(1).max(5).default(['cn_resident_id']),
    text('接受的证件', 'Accepted documents'),
    text('多于一种时由客户选择。', 'With more than one the customer chooses.'),
  ),
  fields: explained(
    z.array(DocumentField).min(1).max(9).default(['name', 'idNumber', 'birthDate', 'validUntil']),
    text('需要登记的内容', 'What is written down'),
  ),
  checks: explained(
    z
      .array(z.object({ key: Key, title: LocalText }))
      .max(12)
      .default([])
      .refine(haveOwnKeys, OWN_KEYS),
    text('坐席逐项确认', 'What the agent confirms one by one'),
    text('例如“倾斜可见防伪图案”。全部确认后才能通过。', 'E.g. “the hologram shows when tilted”. All of them, or it cannot pass.'),
  ),
  engine: explained(
    z.boolean().default(true),
    text('允许系统识读', 'An engine may read it'),
    text('识读结果只供坐席核对，由坐席决定。', 'What it reads is a help; the agent decides.'),
  ),
  tilts: explained(
    z
      .array(Tilt)
      .max(4)
      .default([])
      .refine((tilts) => new Set(tilts).size === tilts.length, 'every way once'),
    text('倾斜展示并留图', 'Shown tilted, with pictures'),
    text('各面出示后进行，顺序由随机种子决定。', 'After its sides, in an order that is drawn from the run’s seed.'),
  ),
  readNumber: explained(
    z.boolean().default(false),
    text('客户念出证件号码', 'The customer reads its number aloud'),
    text(
      '声音取自录像，时间留痕；由系统或坐席核对。',
      'It is listened to where it is recorded and marked in time; an engine or the agent compares it.',
    ),
  ),
  duplicateSessions: explained(
    z.number().int().min(1).max(1_000).nullable().default(5),
    text('同一证件最多用于几次业务', 'Sessions that one document may be shown in'),
    text(
      '含本次；超过时提示坐席。为空则不限次数，另一姓名或另一客户使用过时仍会提示。',
      'This one included; with more the agent is told. Empty: any number; another name or another customer is told of all the same.',
    ),
  ),
  duplicateDays: explained(z.number().int().min(1).max(3_650).default(30), text('计算次数的天数', 'Days in which they are counted')),
  blocked: explained(
    z.enum(['cannot_pass', 'person']).default('cannot_pass'),
    text('证件在禁用名单上时', 'Where it is on the block list'),
    text('坐席写下的号码也会查询。', 'What the agent writes down is looked up as well.'),
  ),
  retakes: explained(z.number().int().min(0).max(10).default(3), text('最多重拍次数', 'How often it may be shown again')),
  needs: needsField(RECORDED),
});
export type IdentityDocumentConfig = z.infer<typeof IdentityDocumentConfig>;

const reasons = <Reasons extends object>(known: Reasons) =>
  z.enum(Object.keys(known) as [keyof Reasons & string, ...(keyof Reasons & string)[]]);

export const ChooseInput = z.object({ documentType: DocumentType });
/** `still`: SHA-256 of a picture at the camera's full resolution that the customer's page took at this moment and sends beside. */
export const CaptureInput = z.object({ side: z.string().max(32), still: StillHash.nullable().default(null) });
export const RetakeInput = z.object({ reason: reasons(retakeReasons) });
export const ConfirmInput = z.object({
  fields: z.partialRecord(DocumentField, z.string().trim().min(1).max(300)),
  checks: z.array(Key).max(12).default([]),
});
export const RejectInput = z.object({ reason: reasons(documentRejections) });

export const identityDocumentManifest: NodeManifest<IdentityDocumentConfig> = {
  type: 'identity-document',
  title: text('证件核验', 'Identity document'),
  description: text('客户出示证件，坐席核对并登记。', 'The customer shows a document; the agent looks at it and writes it down.'),
  icon: 'id',
  category: 'identity',
  config: IdentityDocumentConfig,
  outputs: {
    decision: { type: 'string', title: text('结论', 'Decision') },
    documentType: { type: 'string', title: text('证件种类', 'Kind of document') },
    result: { type: 'object', personal: true, title: text('完整结果', 'Whole result') },
    name: { type: 'string', personal: true, title: text('姓名', 'Name') },
    idNumber: { type: 'string', personal: true, title: text('证件号码', 'Number') },
    birthDate: { type: 'date', personal: true, title: text('出生日期', 'Date of birth') },
    validUntil: { type: 'string', personal: true, title: text('有效期至', 'Valid until') },
    age: { type: 'number', personal: true, title: text('年龄', 'Age') },
  },
  ports: () => ['confirmed', 'rejected'],
  actors: () => ['customer', 'agent'],
  needs: ({ needs }) => needs,
  actions: {
    choose: { roles: ['customer', 'agent'], input: ChooseInput },
    capture: { roles: ['customer', 'agent'], input: CaptureInput },
    read_number: { roles: ['customer', 'agent'], input: z.null() },
    ask_again: { roles: ['agent'], input: RetakeInput },
    confirm: { roles: ['agent'], input: ConfirmInput, personal: true },
    reject: { roles: ['agent'], input: RejectInput },
  },
  waits: true,
};

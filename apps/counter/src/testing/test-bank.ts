import { hashOf } from '@guichet/evidence';
import { newId, type ServiceTypeId, type StaffId, type StaffRole } from '@guichet/protocol';
import { shippedPacks } from '@guichet/rules';
import { AuditTrail } from '../audit/audit-trail.ts';
import type { Database } from '../database/database.ts';
import { FlowDefinitions } from '../flows/flow-definitions.ts';
import { FlowVersions } from '../flows/flow-versions.ts';
import { bindPlainFlow, seedFlows } from '../seed/seed-flows.ts';

/** A bank with two services: loans, for customers with a link; questions, which anybody may ask. */
export interface TestBank {
  readonly loans: ServiceTypeId;
  readonly questions: ServiceTypeId;
  readonly noticeVersion: string;
}

export const LOAN_SKILL = 'loans';
export const QUESTION_SKILL = 'questions';

export async function createTestBank(database: Database): Promise<TestBank> {
  const { prisma } = database;
  const loans = newId('svc');
  const questions = newId('svc');
  const noticeVersion = 'v1';
  await prisma.bank.create({
    data: {
      id: 1,
      nameZh: '测试银行',
      nameEn: 'Test Bank',
      timeZone: 'Asia/Shanghai',
      otherChannels: [
        { kind: 'branch', title: { 'zh-CN': '网点', en: 'Branch' }, detail: { 'zh-CN': '请携带证件', en: 'Bring your ID' } },
        { kind: 'phone', title: { 'zh-CN': '电话', en: 'Phone' }, detail: { 'zh-CN': '工作日', en: 'Weekdays' } },
      ],
    },
  });
  const service = { summaryZh: '说明', summaryEn: 'Summary', expectedMinutes: 10, prepare: [{ 'zh-CN': '身份证', en: 'ID card' }] };
  await prisma.serviceType.createMany({
    data: [
      {
        ...service,
        id: loans,
        titleZh: '贷款面签',
        titleEn: 'Loan signing',
        skill: LOAN_SKILL,
        anonymous: false,
        position: 1,
        ticketPrefix: 'A',
      },
      {
        ...service,
        id: questions,
        titleZh: '咨询',
        titleEn: 'Questions',
        skill: QUESTION_SKILL,
        anonymous: true,
        position: 2,
        ticketPrefix: 'B',
      },
    ],
  });
  await prisma.notice.createMany({ data: ['zh-CN', 'en'].map((language) => noticeRow(noticeVersion, language, new Date(0))) });
  const audit = new AuditTrail({ database, clock: Date.now });
  const versions = new FlowVersions({ database, audit, clock: Date.now, definitions: new FlowDefinitions(), packs: shippedPacks() });
  await database.transaction(async (tx) => {
    await seedFlows(tx, versions);
    await bindPlainFlow(tx);
  });
  return { loans, questions, noticeVersion };
}

export function noticeRow(textVersion: string, language: string, inForceFrom: Date) {
  const text = { title: `告知 ${language}`, summary: `Summary ${textVersion}`, body: `Body ${textVersion} ${language}` };
  return { kind: 'recording', textVersion, language, ...text, textHash: hashOf(text), inForceFrom };
}

let staffCount = 0;

export async function createTestStaff(
  database: Database,
  options: { readonly roles?: readonly StaffRole[]; readonly skills?: readonly string[]; readonly displayName?: string } = {},
): Promise<StaffId> {
  const id = newId('stf');
  staffCount += 1;
  await database.prisma.staff.create({
    data: {
      id,
      staffNumber: `T${staffCount}`,
      displayName: options.displayName ?? `Agent ${staffCount}`,
      passwordHash: 'none',
      roles: [...(options.roles ?? ['agent'])],
      skills: [...(options.skills ?? [LOAN_SKILL, QUESTION_SKILL])],
    },
  });
  return id;
}

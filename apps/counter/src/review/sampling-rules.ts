import { AppError, newId, type SamplingRuleFacts, type SamplingRuleId, SamplingRuleView, type StaffId } from '@guichet/protocol';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Tx } from '../database/database.ts';
import type { PrismaClient, SamplingRule } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { Core } from '../sessions/core.ts';

export function toSamplingRule(row: SamplingRule): SamplingRuleView {
  const { id, title, percent, about, secondPerson, deadlineHours, active } = row;
  return SamplingRuleView.parse({ samplingRuleId: id, title, percent, ...(about as object), secondPerson, deadlineHours, active });
}

export async function readSamplingRules(reader: Tx | PrismaClient): Promise<readonly SamplingRuleView[]> {
  return (await reader.samplingRule.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })).map(toSamplingRule);
}

const columns = ({ title, percent, secondPerson, deadlineHours, active, ...about }: SamplingRuleFacts) => ({
  title: jsonColumn(title),
  percent,
  about: jsonColumn(about),
  secondPerson,
  deadlineHours,
  active,
});

/** Which recordings a person looks at, as administrators say it. */
export class SamplingRules {
  readonly #core: Core;
  readonly #audit: AuditTrail;

  constructor(core: Core, audit: AuditTrail) {
    this.#core = core;
    this.#audit = audit;
  }

  async create(by: StaffId, facts: SamplingRuleFacts): Promise<SamplingRuleView> {
    const id = newId('smp');
    return this.#core.database.transaction(async (tx) => {
      const row = await tx.samplingRule.create({ data: { id, ...columns(facts), createdAt: new Date(this.#core.clock()) } });
      await this.#audit.record(tx, { action: 'sampling_rule.created', staffId: by, object: id, detail: detailOf(facts) });
      return toSamplingRule(row);
    });
  }

  /** Throws `not_found`. */
  async edit(by: StaffId, id: SamplingRuleId, facts: SamplingRuleFacts): Promise<SamplingRuleView> {
    return this.#core.database.transaction(async (tx) => {
      const { count } = await tx.samplingRule.updateMany({ where: { id }, data: columns(facts) });
      if (count === 0) throw new AppError('not_found');
      await this.#audit.record(tx, { action: 'sampling_rule.edited', staffId: by, object: id, detail: detailOf(facts) });
      return toSamplingRule(await tx.samplingRule.findUniqueOrThrow({ where: { id } }));
    });
  }
}

const detailOf = ({ percent, secondPerson, deadlineHours, active }: SamplingRuleFacts) => ({
  percent,
  secondPerson,
  deadlineHours,
  active,
});

const text = (chinese: string, english: string) => ({ 'zh-CN': chinese, en: english });
const about = { product: null, serviceTypeIds: null, agentIds: null, ageFrom: null, riskFrom: null, failed: null };

/** What a new installation begins with: the institution's own choice, to be changed by it. */
export const DEFAULT_SAMPLING: readonly SamplingRuleFacts[] = [
  {
    ...about,
    title: text('重大问题全检', 'Everything with a critical failure'),
    percent: 100,
    failed: 'critical',
    secondPerson: true,
    deadlineHours: 24,
    active: true,
  },
  {
    ...about,
    title: text('65 周岁以上客户全检', 'Customers of 65 and above'),
    percent: 100,
    product: ['wealth_product', 'insurance'],
    ageFrom: 65,
    secondPerson: false,
    deadlineHours: 48,
    active: true,
  },
  {
    ...about,
    title: text('R4 及以上产品全检', 'Products of R4 and R5'),
    percent: 100,
    product: ['wealth_product'],
    riskFrom: 4,
    secondPerson: false,
    deadlineHours: 48,
    active: true,
  },
  {
    ...about,
    title: text('理财与保险抽检', 'A share of wealth products and insurance'),
    percent: 30,
    product: ['wealth_product', 'insurance'],
    secondPerson: false,
    deadlineHours: 72,
    active: true,
  },
  { ...about, title: text('一般抽检', 'A share of everything'), percent: 5, secondPerson: false, deadlineHours: 120, active: true },
];

/** Puts the beginning's rules where there are none yet. */
export async function seedSamplingRules(tx: Tx, at: number): Promise<void> {
  if ((await tx.samplingRule.count()) > 0) return;
  for (const [position, facts] of DEFAULT_SAMPLING.entries())
    await tx.samplingRule.create({ data: { id: newId('smp'), ...columns(facts), createdAt: new Date(at + position) } });
}

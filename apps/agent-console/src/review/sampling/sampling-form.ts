import type { SamplingRuleFacts, SamplingRuleView } from '@guichet/protocol';

/** What stands in the form, before it is checked. */
export interface SamplingDraft {
  readonly titleZh: string;
  readonly titleEn: string;
  readonly percent: string;
  readonly deadlineHours: string;
  readonly products: readonly string[];
  readonly serviceTypeIds: readonly string[];
  readonly agentIds: readonly string[];
  readonly ageFrom: string;
  readonly riskFrom: string;
  readonly failed: SamplingRuleFacts['failed'];
  readonly secondPerson: boolean;
  readonly active: boolean;
}

export type SamplingProblem = 'missingTitle' | 'badPercent' | 'badDeadline' | 'badAge';

const text = (value: number | null): string => (value === null ? '' : String(value));

export const draftOf = (rule: SamplingRuleView | null): SamplingDraft => ({
  titleZh: rule?.title['zh-CN'] ?? '',
  titleEn: rule?.title.en ?? '',
  percent: text(rule?.percent ?? 100),
  deadlineHours: text(rule?.deadlineHours ?? 72),
  products: rule?.product ?? [],
  serviceTypeIds: rule?.serviceTypeIds ?? [],
  agentIds: rule?.agentIds ?? [],
  ageFrom: text(rule?.ageFrom ?? null),
  riskFrom: text(rule?.riskFrom ?? null),
  failed: rule?.failed ?? null,
  secondPerson: rule?.secondPerson ?? false,
  active: rule?.active ?? true,
});

/** What keeps the draft from being sent, first things first. */
export function problemOf({ titleZh, titleEn, percent, deadlineHours, ageFrom }: SamplingDraft): SamplingProblem | null {
  if (titleZh.trim() === '' || titleEn.trim() === '') return 'missingTitle';
  if (!isWithin(percent, 0, 100)) return 'badPercent';
  if (!isWithin(deadlineHours, 1, 24 * 365) || !Number.isInteger(Number(deadlineHours))) return 'badDeadline';
  if (ageFrom.trim() !== '' && (!isWithin(ageFrom, 1, 120) || !Number.isInteger(Number(ageFrom)))) return 'badAge';
  return null;
}

function isWithin(value: string, least: number, most: number): boolean {
  const number = Number(value);
  return value.trim() !== '' && number >= least && number <= most;
}

/** What is sent of a draft without a problem; nothing chosen is whatever it is. */
export const factsOf = (draft: SamplingDraft): SamplingRuleFacts => ({
  title: { 'zh-CN': draft.titleZh.trim(), en: draft.titleEn.trim() },
  percent: Number(draft.percent),
  deadlineHours: Number(draft.deadlineHours),
  product: orAll(draft.products),
  serviceTypeIds: orAll(draft.serviceTypeIds) as SamplingRuleFacts['serviceTypeIds'],
  agentIds: orAll(draft.agentIds) as SamplingRuleFacts['agentIds'],
  ageFrom: draft.ageFrom.trim() === '' ? null : Number(draft.ageFrom),
  riskFrom: draft.riskFrom === '' ? null : Number(draft.riskFrom),
  failed: draft.failed,
  secondPerson: draft.secondPerson,
  active: draft.active,
});

const orAll = (chosen: readonly string[]): string[] | null => (chosen.length === 0 ? null : [...chosen]);

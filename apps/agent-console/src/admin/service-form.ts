import { type CompositionLayout, type OpeningHours, type ServiceTypeDetail, type ServiceTypeFacts, TicketPrefix } from '@guichet/protocol';

/** What stands in the form, before it is checked. */
export interface ServiceDraft {
  readonly titleZh: string;
  readonly titleEn: string;
  readonly summaryZh: string;
  readonly summaryEn: string;
  readonly minutes: string;
  /** One thing in a line; both languages in the same order. */
  readonly prepareZh: string;
  readonly prepareEn: string;
  readonly skill: string;
  readonly flow: string;
  readonly anonymous: boolean;
  readonly ticketPrefix: string;
  readonly position: string;
  readonly hours: readonly OpeningHours[];
  /** Of the composite that is always made; null: none. */
  readonly compositeLayout: CompositionLayout | null;
}

export const SERVICE_PROBLEMS = [
  'missingTitle',
  'missingSummary',
  'badMinutes',
  'unequalPrepare',
  'missingSkill',
  'missingFlow',
  'badPrefix',
  'badPosition',
  'badHours',
] as const;
export type ServiceProblem = (typeof SERVICE_PROBLEMS)[number];

/** From nine to five on working days. */
export const FIRST_HOURS: OpeningHours = { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' };

export const draftOf = (service: ServiceTypeDetail | null, position: number): ServiceDraft => ({
  titleZh: service?.title['zh-CN'] ?? '',
  titleEn: service?.title.en ?? '',
  summaryZh: service?.summary['zh-CN'] ?? '',
  summaryEn: service?.summary.en ?? '',
  minutes: String(service?.expectedMinutes ?? 10),
  prepareZh: (service?.prepare ?? []).map((each) => each['zh-CN']).join('\n'),
  prepareEn: (service?.prepare ?? []).map((each) => each.en).join('\n'),
  skill: service?.skill ?? '',
  flow: service?.flow ?? '',
  anonymous: service?.anonymous ?? true,
  ticketPrefix: service?.ticketPrefix ?? '',
  position: String(service?.position ?? position),
  hours: service?.hours ?? [],
  compositeLayout: service?.compositeLayout ?? null,
});

const isWhole = (text: string, from: number, to: number) => /^\d+$/.test(text.trim()) && Number(text) >= from && Number(text) <= to;
const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What keeps the draft from being sent, first things first. */
export function problemOf(draft: ServiceDraft): ServiceProblem | null {
  if (draft.titleZh.trim() === '' || draft.titleEn.trim() === '') return 'missingTitle';
  if (draft.summaryZh.trim() === '' || draft.summaryEn.trim() === '') return 'missingSummary';
  if (!isWhole(draft.minutes, 1, 240)) return 'badMinutes';
  if (lines(draft.prepareZh).length !== lines(draft.prepareEn).length || lines(draft.prepareEn).length > 8) return 'unequalPrepare';
  if (draft.skill === '') return 'missingSkill';
  if (draft.flow === '') return 'missingFlow';
  if (!TicketPrefix.safeParse(draft.ticketPrefix.trim().toUpperCase()).success) return 'badPrefix';
  if (!isWhole(draft.position, 0, 999)) return 'badPosition';
  if (draft.hours.some(({ days, from, to }) => days.length === 0 || from === '' || to === '' || from === to)) return 'badHours';
  return null;
}

/** What is sent of a draft without a problem. */
export function factsOf(draft: ServiceDraft): ServiceTypeFacts {
  const english = lines(draft.prepareEn);
  return {
    title: { 'zh-CN': draft.titleZh.trim(), en: draft.titleEn.trim() },
    summary: { 'zh-CN': draft.summaryZh.trim(), en: draft.summaryEn.trim() },
    expectedMinutes: Number(draft.minutes),
    prepare: lines(draft.prepareZh).map((line, index) => ({ 'zh-CN': line, en: english[index] ?? line })),
    skill: draft.skill,
    flow: draft.flow,
    anonymous: draft.anonymous,
    ticketPrefix: draft.ticketPrefix.trim().toUpperCase(),
    position: Number(draft.position),
    compositeLayout: draft.compositeLayout,
    hours: draft.hours.map((window) => ({ ...window, days: window.days.toSorted((one, other) => one - other) })),
  };
}

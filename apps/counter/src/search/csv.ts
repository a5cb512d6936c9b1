import type { Language, SessionHit } from '@guichet/protocol';
import { csvText } from '../http/csv-text.ts';

const COLUMNS = {
  'zh-CN': ['会话', '时间', '业务', '产品', '客户', '坐席', '状态', '结束原因', '结果', '时长（秒）', '中断', '质检', '规则', '导出人'],
  en: [
    'Session',
    'Time',
    'Service',
    'Product',
    'Customer',
    'Agent',
    'Status',
    'End reason',
    'Outcome',
    'Duration (s)',
    'Gaps',
    'Inspection',
    'Rules',
    'Exported by',
  ],
} as const;
/** Hits as CSV (RFC 4180). Every line carries who took it: a part of the file says so as well. */
export function toCsv(hits: readonly SessionHit[], language: Language, takenBy: string): string {
  const rows = hits.map((hit) => [
    hit.sessionNumber,
    new Date(hit.openedAt).toISOString(),
    hit.serviceTitle[language],
    hit.product,
    hit.customerName,
    hit.agentName,
    hit.status,
    hit.endReason,
    hit.outcome,
    hit.durationMs === null ? null : Math.round(hit.durationMs / 1_000),
    hit.gapCount,
    hit.inspection,
    hit.rules.join(' '),
    takenBy,
  ]);
  return csvText([COLUMNS[language], ...rows]);
}

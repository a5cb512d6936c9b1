import { type Facet, newId, type SearchReply, type SessionHit } from '@guichet/protocol';
import { ids } from './fixtures.ts';

const NOW = Date.UTC(2026, 10, 22, 6, 30);
const text = (chinese: string, english: string) => ({ 'zh-CN': chinese, en: english });
const counted = (value: string, count: number, label: Facet['label'] = null): Facet => ({ value, label, count });

const hit = (at: number, facts: Partial<SessionHit>): SessionHit => ({
  sessionId: newId('ses'),
  sessionNumber: `S-1122-00${10 + at}`,
  recordingId: ids.recording,
  recordingStatus: 'ready',
  openedAt: NOW - at * 3_600_000,
  status: 'ended',
  endReason: 'completed',
  serviceTitle: text('理财产品购买（双录）', 'Wealth product purchase, recorded'),
  product: 'wealth_product',
  outcome: 'completed',
  customerName: '王**',
  agentName: '林静 0837',
  durationMs: 754_000,
  gapCount: 0,
  rules: [],
  inspection: 'pass',
  ...facts,
});

/** What a search finds: one of each kind, more of them than a page has. */
export const found = (): SearchReply => ({
  hits: [
    hit(0, {}),
    hit(1, { inspection: 'fail', rules: ['CN-B6-lines', 'own-gaps'], gapCount: 2, customerName: '欧阳**' }),
    hit(2, { inspection: 'warn', rules: ['own-flow-version'], agentName: '周敏 0655' }),
    hit(3, { inspection: 'not_evaluated', outcome: 'declined' }),
    hit(4, { recordingId: null, recordingStatus: null, outcome: null, endReason: 'customer_left', inspection: null, durationMs: null }),
  ],
  total: 1_204,
  facets: {
    serviceTypeIds: [counted(ids.wealth, 804, text('理财产品购买（双录）', 'Wealth product purchase, recorded'))],
    products: [counted('wealth_product', 804), counted('account', 400)],
    agentIds: [counted(ids.me, 700, text('林静 0837', 'Lin Jing 0837')), counted(ids.colleague, 504, text('周敏 0655', 'Zhou Min 0655'))],
    outcomes: [counted('completed', 1_100), counted('declined', 104)],
    endReasons: [counted('completed', 1_150), counted('customer_left', 54)],
    rules: [counted('own-gaps', 31, text('中断不超过限度', 'Gaps stay within limits'))],
    inspection: [counted('pass', 1_000), counted('warn', 150), counted('fail', 54)],
  },
});

export const nothingFound = (): SearchReply => ({
  hits: [],
  total: 0,
  facets: { serviceTypeIds: [], products: [], agentIds: [], outcomes: [], endReasons: [], rules: [], inspection: [] },
});
